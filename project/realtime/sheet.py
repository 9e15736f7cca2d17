"""One topic on the roster: which connections of this process are present there, and what Redis knows of them."""

import asyncio
import time
from collections.abc import Callable, Iterable
from functools import partial

from django.conf import settings

from project.realtime import attendance, frames, threads
from project.realtime.connection import Connection
from project.realtime.lapsing import Away
from project.realtime.people import Person

GATHER_SECONDS = 0.25


class Sheet:
    """Redis is told in the order in which it happened, so that nobody who left is entered again; raises ``Away``.

    ``here()`` are the connections that are here now.
    """

    def __init__(self, topic: str, here: Callable[[], Iterable[Connection]]) -> None:
        self._topic, self._here = topic, here
        self._comers: dict[Connection, None] = {}
        self._goers: dict[Connection, float] = {}
        self._told: set[Connection] = set()
        # Who came while Redis was away was shown nobody.
        self._blind: set[Connection] = set()
        # By the clock of the wall: a machine that slept was gone for as long as it slept.
        self._renewed_at = time.time()
        self._turn = asyncio.Lock()
        self._next_at = 0.0

    async def come(self, connection: Connection) -> None:
        self._goers.pop(connection, None)
        self._comers[connection] = None
        await self._tell()

    async def go(self, connection: Connection, grace_seconds: float) -> None:
        """Back within ``grace_seconds``, by whatever connection, he has never left."""
        self._comers.pop(connection, None)
        self._goers[connection] = grace_seconds
        await self._tell()

    async def sweep(self) -> None:
        await threads.aside(partial(attendance.sweep, self._topic))

    async def _tell(self) -> None:
        async with self._turn:
            # Whoever had the turn before may have told of us.
            if self._comers or self._goers:
                await self._gather()
                await self._change()

    async def _gather(self) -> None:
        """Each who comes is written to all who are here: where many come, they are told of together."""
        loop = asyncio.get_running_loop()
        await asyncio.sleep(self._next_at - loop.time())
        self._next_at = loop.time() + GATHER_SECONDS

    async def _change(self) -> None:
        comers, self._comers = self._comers, {}
        goers, self._goers = self._goers, {}
        self._told.difference_update(goers)
        self._blind.difference_update(goers)
        try:
            await threads.aside(partial(attendance.change, self._topic, list(comers), goers))
        except Away:
            self._blind.update(comers)
            raise
        self._told.update(comers)

    async def renew(self) -> None:
        """Everybody here, and whoever has lapsed is swept out."""
        async with self._turn:
            here, now = list(self._here()), time.time()
            # Else the others may have been told meanwhile that we left.
            awake = now - self._renewed_at < settings.PRESENCE_SECONDS
            known = self._told.intersection(here) if awake else set()
            blind = self._blind.intersection(here)
            # Who only subscribed once more meanwhile has been told of.
            unsure = blind - known
            others = [each for each in here if each not in known and each not in unsure]
            present = await threads.aside(partial(attendance.renew, self._topic, known, others, unsure))
            self._told, self._renewed_at, self._blind = set(here), now, set()
            if blind:
                self._show(blind, await threads.aside(partial(attendance.people, present)))

    def _show(self, blind: Iterable[Connection], people: Iterable[Person]) -> None:
        for person in people:
            frame = frames.signal(self._topic, attendance.JOINED, {"user": person.model_dump()})
            for connection in blind:
                if connection.user.pk != person.id:
                    connection.write(frame)
