"""Whoever may no longer see something stops seeing it: at once by the doorbell, within a minute without it."""

import asyncio
import logging
import time
from collections.abc import Callable, Collection, Coroutine, Iterable
from functools import partial
from itertools import islice
from typing import Any

from django.conf import settings
from django.db import DatabaseError

from project.realtime import frames, threads
from project.realtime.connection import Connection
from project.realtime.errors import NotSignedIn
from project.realtime.protocol import CloseCode
from project.realtime.standing import Claim, Standing, standings

log = logging.getLogger(__name__)

BATCH = 100
ROUND_SHARE = 0.25
SECOND_LOOK_SECONDS = 1.0
# Longer than any subscription takes that was begun before the bell rang.
RING_SECONDS = 30.0
# Whose session has a new key gets it with the response of this very moment; his other tabs must not ask before.
RENEWAL_SECONDS = 0.5


class Warden:
    """Asks again, for every connection, what was asked when it began."""

    def __init__(
        self,
        connections: set[Connection],
        unfollow: Callable[[Connection, str], bool],
        run: Callable[[Coroutine[Any, Any, None]], object],
    ) -> None:
        self._connections, self._unfollow, self._run = connections, unfollow, run
        self._doubted: dict[Connection, None] = {}
        self._looking = False
        self._rung: dict[int, float] = {}

    # --- what is rung ----------------------------------------------------------------------------------------------

    def withdraw(self, user_id: int, topic: str) -> None:
        """One topic; what he saw by way of it, as the tasks of a room, is looked at."""
        affected = self._ring({user_id})
        for connection in affected:
            if self._unfollow(connection, topic):
                connection.write(frames.unsubscribed(topic, "removed"))
        self.doubt(affected)

    def recheck(self, user_ids: Collection[int]) -> None:
        self.doubt(self._ring(user_ids))

    def _ring(self, user_ids: Collection[int]) -> list[Connection]:
        now = time.monotonic()
        affected = [connection for connection in self._connections if connection.user.pk in user_ids]
        self._rung.update((connection.user.pk, now) for connection in affected)
        return affected

    # --- what might have been missed -------------------------------------------------------------------------------

    def followed(self, connection: Connection) -> None:
        """A subscription that was let in just before the bell rang, and begins just after it, is looked at."""
        if time.monotonic() - self._rung.get(connection.user.pk, -RING_SECONDS) < RING_SECONDS:
            self.doubt([connection])

    async def look_again(self, connection: Connection) -> None:
        """Soon after it came: while it came, nobody here heard the bell for it."""
        await asyncio.sleep(SECOND_LOOK_SECONDS)
        self.doubt([connection])

    async def round(self) -> None:
        """Everybody once, whatever was rung; spread over a part of the time till the next round."""
        everybody = list(self._connections)
        starts = range(0, len(everybody), BATCH)
        for start in starts:
            if start:
                await asyncio.sleep(settings.RECHECK_SECONDS * ROUND_SHARE / len(starts))
            await self._look(everybody[start : start + BATCH])
        past = time.monotonic() - RING_SECONDS
        self._rung = {user_id: at for user_id, at in self._rung.items() if at > past}

    # --- looking ---------------------------------------------------------------------------------------------------

    def doubt(self, connections: Iterable[Connection]) -> None:
        """Look at them at once. Those that are doubted while somebody is looked at are looked at together."""
        self._doubted.update(dict.fromkeys(connections))
        if self._doubted and not self._looking:
            self._looking = True
            self._run(self._look_at_doubted())

    async def _look_at_doubted(self) -> None:
        try:
            while batch := list(islice(self._doubted, BATCH)):
                for connection in batch:
                    del self._doubted[connection]
                await self._look(batch)
        finally:
            self._looking = False

    async def _look(self, batch: list[Connection]) -> None:
        here = [each for each in batch if each in self._connections and each.closing is None]
        claims = [Claim(each.user.pk, each.session_key, (*each.cursors, *each.watched)) for each in here]
        try:
            found = await threads.look(partial(standings, claims))
        except DatabaseError as error:
            log.warning("%s connections could not be looked at; the next round does: %r", len(here), error)
        except Exception:
            await self._look_singly(here)
        else:
            for connection, standing in zip(here, found, strict=True):
                self._judge(connection, standing)

    async def _look_singly(self, connections: list[Connection]) -> None:
        """One of which nothing can be said must not keep the others from being looked at."""
        if len(connections) == 1:
            log.exception("connection %s could not be looked at; the next round does", connections[0].id)
            return
        for connection in connections:
            await self._look([connection])

    def _judge(self, connection: Connection, standing: Standing) -> None:
        if standing.user is None:
            self._turn_out(connection, standing.end or CloseCode.ACCESS_WITHDRAWN)
            return
        # Another object than the one of the handshake, which remembers the rights it had.
        connection.user = standing.user
        for topic in standing.lost:
            if self._unfollow(connection, topic):
                connection.write(frames.unsubscribed(topic, "withdrawn"))

    def _turn_out(self, connection: Connection, code: CloseCode) -> None:
        """Nothing more is told; the good-bye to a session waits for the new cookie that may be on its way."""
        for topic in [*connection.cursors, *connection.watched]:
            self._unfollow(connection, topic)
        connection.spawn(_send_away(connection, code, RENEWAL_SECONDS if code is CloseCode.SESSION_ENDED else 0))


async def _send_away(connection: Connection, code: CloseCode, after_seconds: float) -> None:
    await asyncio.sleep(after_seconds)
    connection.write(frames.error(NotSignedIn(), None))
    connection.close(code, code.name.lower().replace("_", " "))
