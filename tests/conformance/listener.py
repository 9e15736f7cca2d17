"""The hearing half of a client: opened, read, and asked for what has come."""

import asyncio
import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, Self

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from tests.conformance.catalogue import Frame
from tests.conformance.promises import Promises
from tests.conformance.seen import Seen

# Much more than it takes: machines that run tests are busy.
ANSWER_SECONDS = 30.0


def fits(found: object, wanted: object) -> bool:
    """Mappings may hold more than is wanted; everything else is to be equal."""
    if isinstance(wanted, Mapping):
        return isinstance(found, Mapping) and all(name in found and fits(found[name], wanted[name]) for name in wanted)
    return isinstance(found, bool) == isinstance(wanted, bool) and found == wanted


async def as_told(refusal: Frame) -> None:
    """Wait as long as a 429 or 503 says."""
    await asyncio.sleep(refusal["after_ms"] / 1000)


class Listener:
    """``inbox`` holds what no ``expect`` has taken, in the order in which it came; ``heard`` keeps all."""

    def __init__(self, name: str, connection: ClientConnection, seen: Seen) -> None:
        self.name, self.connection, self.seen = name, connection, seen
        self.welcome: Frame = {}
        self.inbox: list[Frame] = []
        self.heard: list[Frame] = []
        self.promises = Promises()
        self.answers_pings = True
        self._arrived = asyncio.Event()

        self._reader: asyncio.Task[None] | None = None

    @classmethod
    async def open(cls, url: str, name: str, seen: Seen, *, headers: Mapping[str, str], origin: str | None) -> Self:
        connection = await connect(
            url,
            additional_headers=headers,
            origin=origin,  # type: ignore[arg-type]  # a NewType of str
            compression=None,
            max_size=None,
            ping_interval=None,
            proxy=None,
            open_timeout=ANSWER_SECONDS,
            **await cls.options(url),
        )
        listener = cls(name, connection, seen)
        listener.begin()
        return listener

    @classmethod
    async def options(cls, url: str) -> dict[str, Any]:
        """What else is to be said to ``websockets``."""
        return {}

    def begin(self) -> None:
        self.read()

    def read(self) -> None:
        """Read from here on, until the end."""
        self._reader = self._reader or asyncio.create_task(self._read_all())

    async def _read_all(self) -> None:
        await self._receive()
        self.seen.closes.add(self.connection.close_code or 0)
        self._arrived.set()

    async def _receive(self) -> None:
        with suppress(ConnectionClosed):
            async for text in self.connection:
                await self._take_text(text)

    async def _take_text(self, text: str | bytes) -> None:
        assert isinstance(text, str), "a frame that is no text"
        frames = json.loads(text)
        self._measure(text, frames)
        for frame in frames if isinstance(frames, list) else [frames]:
            await self._take(frame)

    def _measure(self, text: str, frames: object) -> None:
        if isinstance(frames, list) and not (0 < len(frames) <= 64 and len(text.encode()) <= 64 * 1024):
            self.promises.broken.append(f"a batch of {len(frames)} frames and {len(text)} characters")

    async def _take(self, frame: Frame) -> None:
        self.heard.append(frame)
        self.promises.keep(frame)
        self.seen.note(frame)
        if frame["type"] == "ping" and self.answers_pings:
            await self.send_unheard({"type": "pong", "n": frame["n"]})
        else:
            self.inbox.append(frame)
        self._arrived.set()

    async def expect(self, *, within: float = ANSWER_SECONDS, **fields: Any) -> Frame:
        """The first waiting frame with these fields, taken out; the others go on waiting."""
        found: Frame = await self.wait_for(
            lambda: next((each for each in self.inbox if fits(each, fields)), None), within, fields
        )
        self.inbox.remove(found)
        return found

    async def event(self, name: str, topic: str, within: float = ANSWER_SECONDS, **data: Any) -> Frame:
        return await self.expect(within=within, type="event", name=name, topic=topic, data=data)

    async def signal(self, name: str, topic: str, **data: Any) -> Frame:
        return await self.expect(type="signal", name=name, topic=topic, data=data)

    async def state(self, topic: str, within: float = 60.0, **data: Any) -> Frame:
        """The first waiting state of ``topic`` with these data."""
        return await self.expect(within=within, type="state", topic=topic, data=data)

    async def first(self) -> Frame:
        """The first frame of all."""
        heard: Frame = await self.wait_for(lambda: self.heard and self.heard[0], ANSWER_SECONDS, "anything")
        return heard

    async def heard_ping(self, *, after: int, within: float) -> Frame:
        """A ping of the server with a greater ``n``, whether it has been answered or not."""

        def look() -> Frame | None:
            return next((each for each in self.heard if each["type"] == "ping" and each["n"] > after), None)

        found: Frame = await self.wait_for(look, within, f"a ping after {after}")
        return found

    async def error(self, code: int, **fields: Any) -> Frame:
        return await self.expect(type="error", code=code, **fields)

    async def end(self, code: int, within: float = ANSWER_SECONDS) -> Frame:
        """The connection is closed with ``code``, and as the page says a ``bye`` went before it, which is returned."""
        closed = await self.close_code(within)
        last = self.heard[-1] if self.heard else {}
        assert closed == code, f"closed with {closed} and not {code}: {self.heard[-3:]}"
        assert (last.get("type"), last.get("code")) == ("bye", code), f"before the close came {last}"
        return last

    async def close_code(self, within: float = ANSWER_SECONDS) -> int:
        """As it is closed, by whomever; 1006 where without a word."""
        assert self._reader is not None
        try:
            await asyncio.wait_for(asyncio.shield(self._reader), within)
        except TimeoutError:
            raise AssertionError(f"{self.name} is not closed within {within} s: {self.heard[-3:]}") from None
        return self.connection.close_code or 0

    async def wait_for(self, look: Callable[[], Any], within: float, wanted: object) -> Any:
        """What ``look`` finds, asked again whenever something has come."""
        try:
            async with asyncio.timeout(within):
                while not (found := look()):
                    closed = self._reader is not None and self._reader.done()
                    assert not closed, (
                        f"{self.name}: closed with {self.connection.close_code} before {wanted}: {self.heard[-5:]}"
                    )
                    self._arrived.clear()
                    await self._arrived.wait()
        except TimeoutError:
            raise AssertionError(f"{self.name} waited {within} s for {wanted}; came {self.inbox[-12:]}") from None
        return found

    async def send(self, frame: Frame) -> None:
        self.seen.said.add(frame["name"] if frame["type"] == "command" else frame["type"])
        await self.connection.send(json.dumps(frame, ensure_ascii=False))

    async def send_unheard(self, frame: Frame) -> None:
        """To a server that may have hung up already."""
        with suppress(ConnectionClosed):
            await self.send(frame)

    async def close(self) -> None:
        self.read()
        await self.connection.close()
        assert self._reader is not None
        await self._reader

    def check(self) -> None:
        assert not self.promises.broken, f"{self.name}: {self.promises.broken[:5]}"
