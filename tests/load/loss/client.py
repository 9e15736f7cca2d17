"""A client whose connection is cut now and then, and who comes back each time."""

import asyncio
import random
import re
import socket
import struct
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

# As docs/protocol.md has it: how long to wait before another try.
FIRST_TRY_SECONDS = 3.0
BACKOFF_SECONDS, BACKOFF_MOST_SECONDS, WELL_SECONDS = 0.5, 20.0, 10.0
OPEN_SECONDS = 20.0
_NUMBER = re.compile(r"~\d{19}\.(\d{6})")


@dataclass(frozen=True)
class Weather:
    """A connection lives for ``U(0, 2 · every)`` seconds, is then cut, and for ``away`` seconds there is no network."""

    every: float
    away: float
    chance: random.Random

    def lifetime(self) -> float:
        return self.chance.uniform(0, 2 * self.every)


def reset(connection: ClientConnection, _seconds: float) -> None:
    """RST: both sides know it at once, and what was on its way is gone."""
    there: socket.socket = connection.transport.get_extra_info("socket")
    there.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.transport.abort()


def hang_up(connection: ClientConnection, _seconds: float) -> None:
    """FIN, without the closing handshake of WebSocket."""
    connection.transport.abort()


def vanish(connection: ClientConnection, seconds: float) -> None:
    """The server goes on writing to somebody who does not read any more, and learns of it only later."""
    connection.transport.pause_reading()
    asyncio.get_running_loop().call_later(seconds, connection.transport.abort)


CUTS: tuple[Callable[[ClientConnection, float], None], ...] = (reset, hang_up, vanish)


def numbers_in(text: str) -> list[int]:
    """Of the messages of this run in ``text``; see ``publishers.pace``."""
    return [int(number) for number in _NUMBER.findall(text)]


class Client(ABC):
    """``heard`` are the numbers of the messages, as a page would show them; ``cuts`` by their kind, and ``troubles`` is
    whatever else has ended or refused a connection."""

    # Without a frame for so long the connection is given up; None where nothing says how long is too long.
    silence: float | None = None

    def __init__(self, url: str, headers: Mapping[str, str], weather: Weather) -> None:
        self._url, self._headers, self._weather = url, headers, weather
        self.heard: list[int] = []
        self.cuts: Counter[str] = Counter()
        self.troubles: Counter[str] = Counter()
        self.is_in = False
        self.on_news: Callable[[], object] = lambda: None
        self._limit: asyncio.Timeout | None = None
        self._way = ""
        self._exposed = False
        self._wait: float | None = None
        self._tries = 0

    @abstractmethod
    async def greet(self, connection: ClientConnection) -> None:
        """What is said first."""

    @abstractmethod
    async def hear(self, connection: ClientConnection, text: str) -> None:
        """One message of WebSocket."""

    @abstractmethod
    def leave(self) -> None:
        """The connection is gone; what hangs on it goes too."""

    def enter(self) -> None:
        self.is_in = True
        self.on_news()

    def show(self, text: str) -> None:
        self.heard += numbers_in(text)
        self.on_news()

    def has_all(self, messages: int) -> bool:
        """Does nobody need to wait for this client any more?"""
        return len(set(self.heard)) >= messages

    def come_back_within(self, least: float, most: float) -> None:
        """The server has said when."""
        self._wait = self._weather.chance.uniform(least, most)

    # --- cuts ------------------------------------------------------------------------------------------------------

    def expose(self, exposed: bool) -> None:
        """From here on connections are cut, or are not cut any more."""
        self._exposed = exposed
        if self._limit is not None and not self._limit.expired():
            self._limit.reschedule(self._deadline())

    def _deadline(self) -> float | None:
        return asyncio.get_running_loop().time() + self._weather.lifetime() if self._exposed else None

    async def live(self) -> None:
        """Until cancelled."""
        while True:
            began = asyncio.get_running_loop().time()
            was_cut = await self._live_once()
            self._tries = 0 if asyncio.get_running_loop().time() - began > WELL_SECONDS else self._tries + 1
            await asyncio.sleep(self._pause(was_cut=was_cut))

    async def _live_once(self) -> bool:
        """One connection, from its opening on; was it cut?"""
        self._limit, self._way = asyncio.timeout_at(self._deadline()), "while opening"
        try:
            async with self._limit:
                await self._connection()
        except (OSError, ConnectionClosed, InvalidHandshake) as error:
            if not self._limit.expired():
                self.troubles[f"{type(error).__name__}: {error}"[:120]] += 1
        if self._limit.expired():
            self.cuts[self._way] += 1
        return self._limit.expired()

    def _pause(self, *, was_cut: bool) -> float:
        """By the rules for clients; but after a cut until the network is there again, which a browser tells a page."""
        wait, self._wait = self._wait, None
        if was_cut:
            return self._weather.away
        if wait is not None:
            return wait
        most = min(BACKOFF_MOST_SECONDS, BACKOFF_SECONDS * 2**self._tries) if self._tries else FIRST_TRY_SECONDS
        return self._weather.chance.uniform(0, most)

    async def _connection(self) -> None:
        connection = await connect(
            self._url,
            additional_headers=self._headers,
            compression=None,
            max_size=None,
            ping_interval=None,
            proxy=None,
            open_timeout=OPEN_SECONDS,
        )
        try:
            await self.greet(connection)
            while True:
                async with asyncio.timeout(self.silence):
                    text = await connection.recv(decode=True)
                await self.hear(connection, text)
        finally:
            self.leave()
            self._cut(connection)

    def _cut(self, connection: ClientConnection) -> None:
        is_weather = self._limit is not None and self._limit.expired()
        cut = self._weather.chance.choice(CUTS) if is_weather else hang_up
        self._way = cut.__name__
        cut(connection, self._weather.away)
