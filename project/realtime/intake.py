"""What comes in from one socket: measured, parsed, and queued for the conversation."""

import asyncio
from typing import Any, Protocol

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from project.realtime import frames, metrics
from project.realtime.conversation import Conversation
from project.realtime.errors import Malformed, Overloaded
from project.realtime.limits import Window
from project.realtime.protocol import HELLO_SECONDS, ClientFrame, CloseCode, Hello, Ping, Pong, Unreadable, parse

WAITING_FRAMES = 100
FLOOD_SECONDS = 10
FLOOD_FACTOR = 5


class Reader(Protocol):
    async def read_all(self, receive: Any) -> None:
        """Until the client is gone."""


class Intake:
    """Heartbeats are answered at once, all else in its turn. No malformed frame ends the socket by itself.

    An idle socket is all there is most of the time: no task of its own waits for frames that have been read.
    """

    def __init__(self, conversation: Conversation) -> None:
        self._conversation, self._connection = conversation, conversation.connection
        self._limits: dict[str, int] = settings.REALTIME_LIMITS
        self._flood = Window(FLOOD_FACTOR * self._limits["commands_per_second"] * FLOOD_SECONDS, FLOOD_SECONDS)
        self._waiting: list[ClientFrame] = []
        self._answering = False
        self._greeted = False

    async def read_all(self, receive: Any) -> None:
        """Until the client is gone."""
        hello_due = asyncio.get_running_loop().call_later(HELLO_SECONDS, self._expect_hello)
        try:
            while (message := await receive())["type"] == "websocket.receive":
                self._hear(message)
        finally:
            hello_due.cancel()

    def _hear(self, message: dict[str, Any]) -> None:
        if self._flood.exceeded():
            self._connection.close(CloseCode.FLOODING, "flooding")
        elif (text := message.get("text")) is None:
            self._conversation.refuse(Malformed(_("Frames are text.")))
        elif len(text) > self._limits["message_bytes"]:
            self._connection.close(CloseCode.TOO_BIG, "too big")
        else:
            self._take(text)

    def _take(self, text: str) -> None:
        try:
            frame = parse(text, most_bytes=self._limits["frame_bytes"], most_nesting=self._limits["nesting"])
        except Unreadable as error:
            self._conversation.refuse(error.problem, error.frame_id, error.topic)
            return
        if not self._greeted and not isinstance(frame, Hello):
            self._connection.close(CloseCode.NO_HELLO, "no hello")
        elif isinstance(frame, Ping):
            self._connection.write(frames.text({"type": "pong", "id": frame.id}))
        elif isinstance(frame, Pong):
            self._connection.pong(frame.n)
        elif len(self._waiting) >= WAITING_FRAMES:
            metrics.HIT_WAITING.inc()
            self._conversation.refuse(Overloaded(after_ms=1000), frame.id, getattr(frame, "topic", None))
        else:
            self._greeted = True
            self._queue(frame)

    def _queue(self, frame: ClientFrame) -> None:
        self._waiting.append(frame)
        if not self._answering:
            self._answering = True
            self._connection.spawn(self._answer_all())

    async def _answer_all(self) -> None:
        while self._waiting:
            await self._conversation.hear(self._waiting[0])
            del self._waiting[0]
        self._answering = False

    def _expect_hello(self) -> None:
        if not self._greeted:
            self._connection.close(CloseCode.NO_HELLO, "no hello")
