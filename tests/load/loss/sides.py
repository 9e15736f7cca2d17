"""The two sides: the server of each, and the people in front of it."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from tests.load.loss.client import Client, Weather
from tests.load.loss.outcome import Outcome
from tests.load.loss.outsider import Outsider
from tests.load.loss.rejoining import Rejoining
from tests.load.loss.resuming import Resuming
from tests.load.loss.run import run
from tests.load.processes import Helper
from tests.load.servers import Contender, Roomcast, Setting, Tutorial

# A ping with the heads comes every 25 s, and may be in error for 2.
PATIENCE_SECONDS = 35.0
LINGER_SECONDS = 3.0


@dataclass(frozen=True)
class Plan:
    clients: int
    messages: int
    rate: float
    weather: Weather


class PrivateRoomcast(Roomcast):
    room_kind = "private"


class Side(ABC):
    """A server with everybody who takes part."""

    name: ClassVar[str]
    verb: ClassVar[str]

    def __init__(self, plan: Plan, setting: Setting) -> None:
        self.plan = plan
        self.server = self.serve(setting, plan.clients + 1)

    @abstractmethod
    def serve(self, setting: Setting, people: int) -> Contender: ...

    @abstractmethod
    def clients(self, headers: Sequence[dict[str, str]]) -> list[Client]: ...

    @abstractmethod
    def outsider(self, headers: dict[str, str]) -> Outsider | Rejoining: ...

    def outcome(self) -> Outcome:
        """Of one run, with a server of its own."""
        with self.server as server:
            log = server.log.with_suffix(".publisher.log")
            *members, outsider = server.headers(self.plan.clients + 1)
            with Helper(server.publisher_module, server.environment, log) as publisher:
                work = run(
                    self.clients(members),
                    self.outsider(outsider),
                    self._speaks(publisher),
                    messages=self.plan.messages,
                    patience=PATIENCE_SECONDS,
                    linger=LINGER_SECONDS,
                )
                return asyncio.run(work)

    def _speaks(self, publisher: Helper) -> Callable[[], Awaitable[int]]:
        async def speak() -> int:
            said = await asyncio.to_thread(
                publisher.ask,
                self.verb,
                topic=self.server.topic,
                count=self.plan.messages,
                rate=self.plan.rate,
                burst=1,
            )
            return int(said["sent"])

        return speak


class Ours(Side):
    """A private room, and clients who resume."""

    name, verb = "ours", "post"
    server: PrivateRoomcast

    def serve(self, setting: Setting, people: int) -> Contender:
        return PrivateRoomcast(setting, people)

    def clients(self, headers: Sequence[dict[str, str]]) -> list[Client]:
        there = self.server
        place = {name: there.made["room"][name] for name in ("topic", "epoch", "offset")}
        return [Resuming(there.socket_url, each, self.plan.weather, place) for each in headers]

    def outsider(self, headers: dict[str, str]) -> Outsider:
        there = self.server
        own = there.made["room"]["outsider"]
        return Outsider(there.socket_url, headers, self.plan.weather, there.topic, own)


class Theirs(Side):
    """The tutorial's room has no members, so whoever asks for it is in it."""

    name, verb = "the tutorial's", "send"

    def serve(self, setting: Setting, people: int) -> Contender:
        return Tutorial(setting, people)

    def clients(self, headers: Sequence[dict[str, str]]) -> list[Client]:
        return [Rejoining(self.server.socket_url, each, self.plan.weather) for each in headers]

    def outsider(self, headers: dict[str, str]) -> Rejoining:
        return Rejoining(self.server.socket_url, headers, self.plan.weather)
