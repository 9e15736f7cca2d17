"""Our client: it knows its place in the log, and goes on from there."""

import asyncio
import json
from collections.abc import Mapping
from contextlib import suppress

from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed

from tests.load.loss.client import Client, Weather, numbers_in
from tests.load.loss.cursor import Cursor, Frame, Lost

# So long a head may be ahead of what has come.
AHEAD_SECONDS = 2.0


class Resuming(Client):
    """A member of the room. ``gaps`` counts where the next event was not the next one, ``heads`` where only a ``ping``
    told that there was more: in a healthy site both stay at zero."""

    def __init__(self, url: str, headers: Mapping[str, str], weather: Weather, place: Frame) -> None:
        super().__init__(url, headers, weather)
        self.cursor = Cursor(**place)
        self.gaps = self.heads = 0
        self._looks: set[asyncio.Task[None]] = set()
        self._asked = 1

    async def greet(self, connection: ClientConnection) -> None:
        hello = {"type": "hello", "id": 1, "version": 1, "subscribe": self.places()}
        await connection.send(json.dumps(hello))

    def places(self) -> list[Frame]:
        return [self.cursor.ask()]

    def leave(self) -> None:
        for look in self._looks:
            look.cancel()
        self.cursor.follows = False

    async def hear(self, connection: ClientConnection, text: str) -> None:
        frames = json.loads(text)
        for frame in frames if isinstance(frames, list) else [frames]:
            await self.take(connection, frame)

    async def take(self, connection: ClientConnection, frame: Frame) -> None:
        """Frames, events and fields that nobody here knows are left alone."""
        act = getattr(self, f"_on_{frame['type']}", None)
        if act is not None and frame.get("topic", self.cursor.topic) == self.cursor.topic:
            await act(connection, frame)

    async def _on_welcome(self, _connection: ClientConnection, frame: Frame) -> None:
        self.silence = frame["heartbeat"]["interval"] + frame["heartbeat"]["grace"]

    async def _on_subscribed(self, _connection: ClientConnection, frame: Frame) -> None:
        self.cursor.subscribed(frame)
        for message in frame.get("snapshot", {}).get("messages", []):
            # A snapshot takes the place of what was shown, so nobody sees again what stands there already.
            if not set(numbers_in(message["text"])) <= set(self.heard):
                self.show(message["text"])
        self.enter()

    async def _on_event(self, connection: ClientConnection, frame: Frame) -> None:
        try:
            applies = self.cursor.applies(frame)
        except Lost:
            self.gaps += 1
            await self._ask(connection)
            return
        if applies and frame["name"] == "message_posted":
            self.show(frame["data"]["text"])

    async def _on_reset(self, connection: ClientConnection, _frame: Frame) -> None:
        self.cursor.forget()
        await self._ask(connection)

    async def _on_ping(self, connection: ClientConnection, frame: Frame) -> None:
        await connection.send(json.dumps({"type": "pong", "n": frame["n"]}))
        head = frame["heads"].get(self.cursor.topic)
        if head and not self.cursor.is_of(head):
            await self._on_reset(connection, frame)
        elif head and self.cursor.is_behind(head):
            look = asyncio.create_task(self._look_later(connection, head))
            self._looks.add(look)
            look.add_done_callback(self._looks.discard)

    async def _look_later(self, connection: ClientConnection, head: Frame) -> None:
        await asyncio.sleep(AHEAD_SECONDS)
        if self.cursor.is_of(head) and self.cursor.is_behind(head):
            self.heads += 1
            with suppress(ConnectionClosed):
                await self._ask(connection)

    async def _on_bye(self, _connection: ClientConnection, frame: Frame) -> None:
        if "retry_ms" in frame:
            least, most = frame["retry_ms"]
            self.come_back_within(least / 1000, most / 1000)

    async def _on_error(self, _connection: ClientConnection, frame: Frame) -> None:
        self.troubles[f"error {frame['code']}"] += 1

    async def _on_unsubscribed(self, _connection: ClientConnection, frame: Frame) -> None:
        self.troubles[f"unsubscribed: {frame['reason']}"] += 1

    async def _ask(self, connection: ClientConnection) -> None:
        self._asked += 1
        await connection.send(json.dumps({"type": "subscribe", "id": self._asked, **self.cursor.ask()}))
