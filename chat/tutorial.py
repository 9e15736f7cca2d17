"""What the Channels tutorial speaks, translated onto the same rooms."""

import json
from functools import lru_cache, partial
from typing import Any
from uuid import uuid4

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from chat import actions
from chat.access import room_for
from chat.events import MessagePosted
from chat.models import Room
from project.realtime import frames, threads
from project.realtime.admission import Refused
from project.realtime.connection import Connection
from project.realtime.errors import Malformed, Problem, TooFast
from project.realtime.frames import Frame
from project.realtime.hub import Hub
from project.realtime.limits import Window
from project.realtime.protocol import CloseCode, Place, Unreadable, json_object

ERRORS_PER_MINUTE = 50
FRAME_BYTES = 16 * 1024
FRAME_NESTING = 16


class TutorialConnection(Connection):
    """Writes ``{"message", "user"}`` for every posted message, ``{"error"}`` for every error, and nothing else."""

    def write(self, frame: Frame) -> None:
        if told := _translated(frame):
            super().write(told)

    def ping(self, heads: dict[str, Any], now: float) -> None:
        """Its clients know no heartbeat of ours; the WebSocket's own finds the dead."""


@lru_cache(256)
def _translated(told: Frame) -> Frame | None:
    """Once however many read it."""
    frame = json.loads(told)
    if frame["type"] == "error":
        return frames.text({"error": frame["message"]})
    if frame["type"] == "event" and frame["name"] == MessagePosted.name:
        return frames.text({"message": frame["data"]["text"], "user": frame["data"]["author"]["name"]})
    return None


class TutorialReader:
    """Enters the room by its name, then posts what comes."""

    def __init__(self, connection: Connection, hub: Hub, language: str, name: str) -> None:
        self._connection, self._hub, self._language, self._name = connection, hub, language, name
        self._errors = Window(ERRORS_PER_MINUTE - 1, 60)

    async def read_all(self, receive: Any) -> None:
        with translation.override(self._language):
            try:
                room = await threads.write(partial(actions.enter_room, user=self._connection.user, name=self._name))
                await self._follow(room)
            except Problem as problem:
                self._connection.write(frames.error(problem, None))
                code = CloseCode.FLOODING if isinstance(problem, TooFast) else CloseCode.PROTOCOL_VIOLATED
                self._connection.close(code, "no such room")
                return
            while (message := await receive())["type"] == "websocket.receive":
                await self._answer(room, message.get("text"))

    async def _follow(self, room: Room) -> None:
        user = self._connection.user
        (answer,) = await self._hub.reception.admit(user, [Place(topic=room.topic)])
        if isinstance(answer, Refused):
            raise answer.problem
        with self._hub.wanting([answer]) as groups:
            await self._hub.doorbell.joined(groups)
            openings = await self._hub.reception.open(user, [answer], self._language)
        for opening in openings:
            self._hub.follow(self._connection, opening, 0)

    async def _answer(self, room: Room, text: str | None) -> None:
        try:
            said = _message_in(text)
            await threads.write(partial(self._post, room.pk, said))
        except Problem as problem:
            self._connection.write(frames.error(problem, None))
            if self._errors.exceeded():
                self._connection.close(CloseCode.TOO_MANY_ERRORS, "too many errors")

    def _post(self, room_id: int, text: str) -> None:
        with translation.override(self._language):
            room = room_for(self._connection.user, room_id)
            actions.post_message(author=self._connection.user, room=room, text=text, key=uuid4())


def _message_in(text: str | None) -> str:
    try:
        said = json_object(text or "", FRAME_BYTES, FRAME_NESTING).get("message")
    except Unreadable as error:
        raise error.problem from error
    if not isinstance(said, str):
        raise Malformed(_('Send {"message": "…"}.'))
    return said
