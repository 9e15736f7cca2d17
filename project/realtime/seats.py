"""So many connections a user may have, on however many web processes: seats with a time to live in Redis.

A user's seats are a sorted set of connections, the score the moment at which one lapses: those of a killed process do
so by themselves, and nobody is kept out for longer. While Redis is away, each process counts its own.
"""

from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from typing import Any

from django.conf import settings

from project.realtime import threads
from project.realtime.connection import Connection
from project.realtime.lapsing import NOW, Away, run
from project.realtime.together import Together

BATCH = 500

# One key and one member for each connection, in the same order.
_TAKE = (
    NOW
    + """
local taken = {}
for i, key in ipairs(KEYS) do
  redis.call('ZREMRANGEBYSCORE', key, '-inf', past)
  taken[i] = redis.call('ZCARD', key) < tonumber(ARGV[2]) and 1 or 0
  if taken[i] == 1 then
    redis.call('ZADD', key, now + ARGV[1], ARGV[i + 2])
    redis.call('EXPIRE', key, ARGV[1])
  end
end
return taken
"""
)
_RENEW = (
    NOW
    + """
for i, key in ipairs(KEYS) do
  redis.call('ZADD', key, now + ARGV[1], ARGV[i + 1])
  redis.call('EXPIRE', key, ARGV[1])
end
"""
)
_GIVE_BACK = "for i, key in ipairs(KEYS) do redis.call('ZREM', key, ARGV[i]) end"


class Seats:
    """Those who come at the same time, as after a deploy, are asked for together."""

    def __init__(self) -> None:
        self._seated: set[Connection] = set()
        self._comers = Together(_take, BATCH, threads.aside)
        self._goers = Together(_give_back, BATCH, threads.aside)

    async def take(self, connection: Connection) -> bool:
        """Is there a seat for one more? To be given back in any case."""
        taken = await self._comers.ask(connection)
        if taken if taken is not None else self._is_free_here(connection):
            self._seated.add(connection)
        return connection in self._seated

    async def give_back(self, connection: Connection) -> None:
        self._seated.discard(connection)
        await self._goers.ask(connection)

    async def renew(self) -> None:
        """Well within their time to live; it also brings back what an emptied Redis has forgotten."""
        seated = list(self._seated)
        for start in range(0, len(seated), BATCH):
            await threads.aside(partial(_renew, seated[start : start + BATCH]))

    def _is_free_here(self, connection: Connection) -> bool:
        here = sum(each.user.pk == connection.user.pk for each in self._seated)
        return here < int(settings.REALTIME_LIMITS["connections_per_user"])


def _take(connections: list[Connection]) -> list[bool | None]:
    """None where only this process can say."""
    most = settings.REALTIME_LIMITS["connections_per_user"]
    try:
        return [taken == 1 for taken in _run(_TAKE, connections, settings.PRESENCE_SECONDS, most)]
    except Away:
        return [None for _connection in connections]


def _renew(connections: list[Connection]) -> None:
    with suppress(Away):
        _run(_RENEW, connections, settings.PRESENCE_SECONDS)


def _give_back(connections: list[Connection]) -> list[None]:
    # What cannot be given back lapses.
    with suppress(Away):
        _run(_GIVE_BACK, connections)
    return [None for _connection in connections]


def _run(script: str, connections: Sequence[Connection], *arguments: float) -> Any:
    return run(
        script, [f"seats:{each.user.pk}" for each in connections], *arguments, *[each.id for each in connections]
    )
