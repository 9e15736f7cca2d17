"""A client of the wire protocol which trusts nothing: it checks what every client is promised."""

import asyncio
import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any
from uuid import uuid4

from django.contrib.auth.models import User
from websockets.asyncio.client import ClientConnection
from websockets.asyncio.client import connect as open_websocket
from websockets.exceptions import ConnectionClosed

from project.realtime.groups import user_topic
from project.realtime.publish import send_signal
from tests.cast import session_of
from tests.harness.promises import Promises
from tests.harness.servers import Web

Frame = dict[str, Any]
ANSWER_SECONDS = 10.0
TOLD = {"event", "state", "change", "signal", "reset", "unsubscribed"}


def matches(found: object, wanted: object) -> bool:
    """Mappings may hold more than is wanted; everything else is to be equal."""
    if isinstance(wanted, Mapping):
        return isinstance(found, Mapping) and all(
            name in found and matches(found[name], wanted[name]) for name in wanted
        )
    return found == wanted


class Client:
    """Frames that no ``expect`` has taken wait in ``inbox``, in the order in which they came; ``seen`` keeps all."""

    def __init__(self, socket: ClientConnection, user: User | None) -> None:
        self.socket, self.user = socket, user
        self.welcome: Frame = {}
        self.inbox: list[Frame] = []
        self.seen: list[Frame] = []
        self.answers_pings = True
        self.promises = Promises()
        self._ids = 0
        self._arrived = asyncio.Event()
        self._reader = asyncio.create_task(self._read_all())

    @classmethod
    async def open(cls, web: Web, user: User | None, *, origin: str | None, session: str | None) -> "Client":
        session = session or (session_of(user) if user else "")
        headers = {"Cookie": f"sessionid={session}"} if session else {}
        socket = await open_websocket(
            web.socket_url,
            additional_headers=headers,
            origin=origin or web.url,  # type: ignore[arg-type]  # a NewType of str
            compression=None,
            max_size=None,
            ping_interval=None,
            proxy=None,
        )
        return cls(socket, user)

    async def _read_all(self) -> None:
        with suppress(ConnectionClosed):
            async for text in self.socket:
                frames = json.loads(text)
                for frame in frames if isinstance(frames, list) else [frames]:
                    await self._take(frame)
        self._arrived.set()

    async def _take(self, frame: Frame) -> None:
        self.seen.append(frame)
        self.promises.keep(frame)
        if frame["type"] == "ping" and self.answers_pings:
            await self.send({"type": "pong", "n": frame["n"]})
        else:
            self.inbox.append(frame)
        self._arrived.set()

    # --- saying ----------------------------------------------------------------------------------------------------

    async def send(self, frame: Frame) -> None:
        await self.socket.send(json.dumps(frame))

    async def send_text(self, text: str) -> None:
        await self.socket.send(text)

    def next_id(self) -> int:
        self._ids += 1
        return self._ids

    async def ask(self, frame: Frame) -> Frame:
        """Send ``frame`` under a new id; its one answer, whatever it is."""
        frame_id = self.next_id()
        await self.send({"id": frame_id, **frame})
        return await self.expect_frame(id=frame_id)

    async def hello(self, *places: str | Frame, **wishes: bool) -> list[Frame]:
        """``hello("room:42", {"topic": "room:43", "epoch": …, "offset": 7})``; one answer for each, in that order."""
        wanted = [{"topic": place} if isinstance(place, str) else place for place in places]
        frame_id = self.next_id()
        await self.send({"type": "hello", "id": frame_id, "version": 1, "subscribe": wanted, **wishes})
        self.welcome = await self.expect_frame(type="welcome", id=frame_id)
        return [await self.expect_frame(id=frame_id, topic=place["topic"]) for place in wanted]

    async def subscribe(self, topic: str, **place: Any) -> Frame:
        return await self.ask({"type": "subscribe", "topic": topic, **place})

    async def unsubscribe(self, topic: str) -> Frame:
        return await self.ask({"type": "unsubscribe", "topic": topic})

    async def command(self, topic: str, name: str, content: Frame | None = None, key: str | None = None) -> Frame:
        """The ``reply`` or ``error``; without a ``key`` a new one is made."""
        frame = {"type": "command", "topic": topic, "name": name, "data": content or {}, "key": key or str(uuid4())}
        return await self.ask(frame)

    async def history(self, topic: str, **where: int) -> Frame:
        return await self.ask({"type": "history", "topic": topic, **where})

    # --- hearing ---------------------------------------------------------------------------------------------------

    async def expect_frame(self, *, within: float = ANSWER_SECONDS, **fields: Any) -> Frame:
        """The first waiting frame with these fields; the others go on waiting."""
        return await self._expect(lambda frame: matches(frame, fields), within, fields)

    async def expect(
        self, name: str, *, topic: str | None = None, within: float = ANSWER_SECONDS, **data: Any
    ) -> Frame:
        """The first waiting event or signal of that name with these ``data``."""
        where = {"topic": topic} if topic else {}
        return await self.expect_frame(within=within, name=name, data=data, **where)

    async def expect_state(self, *, topic: str | None = None, within: float = ANSWER_SECONDS, **data: Any) -> Frame:
        where = {"topic": topic} if topic else {}
        return await self.expect_frame(within=within, type="state", data=data, **where)

    async def expect_close(self, *, within: float = ANSWER_SECONDS) -> int:
        """The code with which the server closes."""
        await asyncio.wait_for(asyncio.shield(self._reader), within)
        return self.socket.close_code or 0

    async def expect_nothing(self, topic: str | None = None) -> None:
        """Nobody tells this client anything, of ``topic`` or at all.

        To be asked after somebody else got what is not for this client: what was sent before a barrier through the
        whole house and back would be here.
        """
        await self.settle()
        told = [frame for frame in self.inbox if frame["type"] in TOLD and topic in (None, frame.get("topic"))]
        assert told == [], f"{self.user} was told {told}"

    async def expect_none(self, name: str) -> None:
        """No event or signal of that name is waiting; asked like ``expect_nothing``."""
        await self.settle()
        told = [frame for frame in self.inbox if frame.get("name") == name]
        assert told == [], f"{self.user} was told {told}"

    async def settle(self) -> None:
        """Wait until everything that has been sent to this client is here."""
        if self.user and user_topic(self.user.pk) in self.promises.followed:
            barrier = str(uuid4())
            send_signal(user_topic(self.user.pk), "barrier", {"barrier": barrier})
            await self.expect("barrier", barrier=barrier)
        answer = await self.ask({"type": "ping"})
        assert answer["type"] == "pong"
        self.promises.check()

    async def close(self) -> None:
        await self.socket.close()
        await self._reader

    def check(self) -> None:
        self.promises.check()

    async def _expect(self, fits: Callable[[Frame], bool], within: float, wanted: object) -> Frame:
        try:
            async with asyncio.timeout(within):
                while True:
                    for frame in self.inbox:
                        if fits(frame):
                            self.inbox.remove(frame)
                            self.promises.check()
                            return frame
                    assert not self._reader.done(), (
                        f"closed with {self.socket.close_code} before {wanted}: {self.seen[-8:]}"
                    )
                    self._arrived.clear()
                    await self._arrived.wait()
        except TimeoutError:
            raise AssertionError(f"{self.user} waited {within} s for {wanted}; waiting is {self.inbox}") from None
