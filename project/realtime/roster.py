"""Keeps this process's connections present in their topics, and tells the topics who came and who went."""

import asyncio
import math
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from functools import partial
from typing import Any

from django.conf import settings

from project.realtime.connection import RETRY_MS, Connection
from project.realtime.feed import Feed
from project.realtime.lapsing import AWAY_SECONDS, Away
from project.realtime.sheet import Sheet

Work = Callable[[Sheet], Awaitable[None]]


class Roster:
    """Entries are renewed well within their time to live; whoever stops renewing, a killed process too, lapses."""

    def __init__(self, feeds: dict[str, Feed], run: Callable[[Coroutine[Any, Any, None]], object]) -> None:
        self._feeds, self._run = feeds, run
        self._sheets: dict[str, Sheet] = {}
        self._due: set[tuple[int, str, Work]] = set()

    async def enter(self, topic: str, connection: Connection) -> None:
        if topic not in self._sheets:
            self._sheets[topic] = Sheet(topic, partial(self._followers, topic))
        await self._do(topic, lambda sheet: sheet.come(connection))

    async def leave(self, topic: str, connection: Connection) -> None:
        if topic in self._sheets:
            grace = _grace_seconds(connection)
            await self._do(topic, lambda sheet: sheet.go(connection, grace))
            self._later(grace, topic, Sheet.sweep)

    async def renew(self) -> None:
        """Renew all, and sweep out the lapsed."""
        for topic in list(self._sheets):
            await self._do(topic, Sheet.renew)
            if topic not in self._feeds:
                self._sheets.pop(topic, None)

    def _followers(self, topic: str) -> Iterable[Connection]:
        return self._feeds[topic].cursors if topic in self._feeds else ()

    async def _do(self, topic: str, work: Work) -> None:
        try:
            if sheet := self._sheets.get(topic):
                await work(sheet)
        except Away:
            # Who came is entered then; who went lapses.
            self._later(AWAY_SECONDS, topic, Sheet.renew)

    def _later(self, seconds: float, topic: str, work: Work) -> None:
        """Once a second and topic is enough, however many leave."""
        loop = asyncio.get_running_loop()
        due = (math.ceil(loop.time() + seconds), topic, work)
        if due not in self._due:
            self._due.add(due)
            loop.call_at(due[0], self._come_due, due)

    def _come_due(self, due: tuple[int, str, Work]) -> None:
        self._due.discard(due)
        _at, topic, work = due
        self._run(self._do(topic, work))


def _grace_seconds(connection: Connection) -> float:
    """Who loads his page anew has not left, nor has whoever is sent away to come back."""
    _soonest, latest = RETRY_MS.get(connection.closing, (0, 0)) if connection.closing else (0, 0)
    return float(settings.PRESENCE_GRACE_SECONDS) + latest / 1000
