"""Who is here: entries with a time to live in Redis, so that whoever vanishes is forgotten by himself.

A topic's entries are a sorted set: the member is ``<user>:<connection>``, the score the moment it lapses (seconds since
1970). Several connections of one user are one presence. Redis is the only clock that counts.
"""

import functools
import logging
from collections.abc import Iterable
from typing import Any

import redis
from django.conf import settings

log = logging.getLogger(__name__)

_NOW = "local t = redis.call('TIME'); local now = t[1] + t[2] / 1000000;"
_HAS = """
local function present(user)
  for _, m in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], now, '+inf')) do
    if string.sub(m, 1, #user + 1) == user .. ':' then return true end
  end
  return false
end
"""
# Each returns the users whose presence began, or ended, by this very call: announced once, whoever calls.
_ENTER = (
    _NOW
    + _HAS
    + """
local began = {}
for i = 2, #ARGV do
  local user = string.match(ARGV[i], '^%d+')
  if not present(user) then table.insert(began, user) end
  redis.call('ZADD', KEYS[1], now + ARGV[1], ARGV[i])
end
redis.call('EXPIRE', KEYS[1], math.ceil(ARGV[1] * 2))
return began
"""
)
_LEAVE = (
    _NOW
    + _HAS
    + """
local ended = {}
local gone = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', '(' .. now)
for i = 1, #ARGV do
  if redis.call('ZSCORE', KEYS[1], ARGV[i]) then table.insert(gone, ARGV[i]) end
end
for _, m in ipairs(gone) do
  redis.call('ZREM', KEYS[1], m)
end
local told = {}
for _, m in ipairs(gone) do
  local user = string.match(m, '^%d+')
  if not told[user] and not present(user) then table.insert(ended, user) end
  told[user] = true
end
return ended
"""
)
_PRESENT = _NOW + "return redis.call('ZRANGEBYSCORE', KEYS[1], now, '+inf')"


@functools.cache
def _connection() -> Any:
    return redis.Redis.from_url(settings.REDIS_URLS[0], socket_timeout=1, socket_connect_timeout=1)


def _run(script: str, topic: str, *arguments: object) -> list[bytes]:
    """Presence is best effort: without Redis nobody seems to be here, and the next refresh puts it right."""
    try:
        found: list[bytes] = _connection().eval(script, 1, f"{settings.REDIS_PREFIX}:presence:{topic}", *arguments)
    except redis.RedisError as error:
        log.warning("presence of %s is unknown: %r", topic, error)
        return []
    return found


def enter(topic: str, members: Iterable[str]) -> set[int]:
    """Enter or renew ``<user>:<connection>`` entries; returns the users who were not here before."""
    return {int(user) for user in _run(_ENTER, topic, settings.PRESENCE_SECONDS, *members)}


def leave(topic: str, members: Iterable[str] = ()) -> set[int]:
    """Remove entries, and those that have lapsed; returns the users who are not here any more."""
    return {int(user) for user in _run(_LEAVE, topic, *members)}


def present(topic: str) -> list[int]:
    """The ids of the users who are here, in ascending order."""
    return sorted({int(member.split(b":")[0]) for member in _run(_PRESENT, topic)})
