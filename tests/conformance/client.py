"""A client of the wire protocol which trusts nothing."""

import json
from collections.abc import Iterable
from typing import Any
from uuid import uuid4

from tests.conformance.catalogue import Frame
from tests.conformance.listener import ANSWER_SECONDS, Listener, as_told


class Client(Listener):
    """Says each frame, and waits for its answer."""

    _last_id = 0

    async def send_all_at_once(self, frames: Iterable[Frame]) -> None:
        """In one write, so that the server finds them together."""
        for frame in frames:
            self.connection.protocol.send_text(json.dumps(frame).encode())
        self.connection.transport.write(b"".join(self.connection.protocol.data_to_send()))

    def next_id(self) -> int:
        self._last_id += 1
        return self._last_id

    async def ask(self, frame: Frame) -> Frame:
        """Send it under a new id; its one answer, whatever it is."""
        frame_id = self.next_id()
        await self.send({"id": frame_id, **frame})
        return await self.expect(id=frame_id)

    async def heard_out(self, frame: Frame) -> Frame:
        """The same, but for 429: then it is said again, under a new id, as often as it must be."""
        while (answer := await self.ask(frame)).get("code") == 429:
            await as_told(answer)
        return answer

    async def hello(self, *places: str | Frame, **wishes: Any) -> list[Frame]:
        """One answer for each place, in that order; ``wishes`` are its other fields."""
        wanted = [{"topic": place} if isinstance(place, str) else place for place in places]
        frame_id = self.next_id()
        await self.send({"type": "hello", "id": frame_id, "version": 1, "subscribe": wanted, **wishes})
        self.promises.takes_changes = wishes.get("changes", False)
        self.welcome = await self.expect(type="welcome", id=frame_id)
        return [await self.expect(id=frame_id, topic=place["topic"]) for place in wanted]

    async def subscribe(self, topic: str, **place: Any) -> Frame:
        return await self.ask({"type": "subscribe", "topic": topic, **place})

    async def unsubscribe(self, topic: str) -> Frame:
        answer = await self.ask({"type": "unsubscribe", "topic": topic})
        if answer["type"] == "reply":
            self.promises.places.pop(topic, None)
        return answer

    async def command(self, topic: str, name: str, key: str | None = None, **data: Any) -> Frame:
        """The ``reply`` or ``error``; without a ``key`` a new one is made."""
        return await self.ask(
            {"type": "command", "topic": topic, "name": name, "data": data, "key": key or str(uuid4())}
        )

    async def done(self, topic: str, name: str, key: str | None = None, **data: Any) -> Frame:
        """The ``data`` of the reply to a command that must succeed."""
        answer = await self.command(topic, name, key, **data)
        assert answer["type"] == "reply", answer
        result: Frame = answer["data"]
        return result

    async def retried(self, topic: str, name: str, **data: Any) -> Frame:
        """The same, as slowly as it must be."""
        answer = await self.heard_out(
            {"type": "command", "topic": topic, "name": name, "data": data, "key": str(uuid4())}
        )
        assert answer["type"] == "reply", answer
        result: Frame = answer["data"]
        return result

    async def history(self, topic: str, **where: int) -> Frame:
        return await self.ask({"type": "history", "topic": topic, **where})

    def states(self, topic: str) -> list[Frame]:
        """All that has been shown of a task, in that order."""
        return [frame for frame in self.heard if frame["type"] == "state" and frame["topic"] == topic]

    def place(self, topic: str) -> Frame:
        """Where this client stands, as its next ``hello`` says it."""
        epoch, offset = self.promises.places[topic]
        return {"topic": topic, "epoch": epoch, "offset": offset}

    async def alive(self) -> None:
        """It answers still, and everything that was there to be told has come."""
        answer = await self.ask({"type": "ping"})
        assert answer["type"] == "pong", answer
        await self.wait_for(lambda: not self.promises.behind(), ANSWER_SECONDS, f"the rest of {self.promises.heads}")
