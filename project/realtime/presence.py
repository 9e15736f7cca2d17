"""Who is here: entries with a time to live in Redis, so that whoever vanishes is forgotten by himself.

A topic's entries are a sorted set: the member is ``<user>:<connection>``, the score the moment it lapses. Several
connections of one user are one presence. An entry that has lapsed counts until it is swept out, which is when the
others are told: what they are told and what they are shown never differ.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.conf import settings

from project.realtime.lapsing import NOW, run

_USERS = """
local function users()
  local found = {}
  for _, m in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do found[string.match(m, '^%d+')] = true end
  return found
end
"""
# Returns the users whose presence begins by this very call. The first ARGV[2] entries may be there by a call whose
# answer was lost, so that nobody has been told.
_ENTER = (
    NOW
    + _USERS
    + """
for i = 3, 2 + ARGV[2] do redis.call('ZREM', KEYS[1], ARGV[i]) end
local here, began = users(), {}
for i = 3, #ARGV do
  local user = string.match(ARGV[i], '^%d+')
  if not here[user] then table.insert(began, user) end
  here[user] = true
  redis.call('ZADD', KEYS[1], now + ARGV[1], ARGV[i])
end
redis.call('EXPIRE', KEYS[1], ARGV[1] * 2)
return began
"""
)
_LEAVE = (
    NOW
    + """
for i = 1, #ARGV, 2 do redis.call('ZADD', KEYS[1], 'XX', now + ARGV[i + 1], ARGV[i]) end
"""
)
# Returns the users whose presence ends by this very call, whoever else sweeps at the same time; and who is left.
_SWEEP = (
    NOW
    + _USERS
    + """
local gone = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', past)
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', past)
local here, ended, left = users(), {}, {}
for user in pairs(here) do left[#left + 1] = user end
for _, m in ipairs(gone) do
  local user = string.match(m, '^%d+')
  if not here[user] then table.insert(ended, user) end
  here[user] = true
end
return {ended, left}
"""
)


@dataclass(frozen=True, slots=True)
class Swept:
    """Who is not here any more, to be told once; and who is."""

    ended: set[int]
    here: set[int]


def enter(topic: str, members: Iterable[str], unsure: Collection[str] = ()) -> set[int]:
    """Enter or renew ``<user>:<connection>`` entries; returns the users who were not here before.

    Whether the ``unsure`` have been entered is not known: Redis may have done what it answered too late.
    """
    began = run(_ENTER, [_key(topic)], settings.PRESENCE_SECONDS, len(unsure), *unsure, *members)
    return {int(user) for user in began}


def leave(topic: str, members: dict[str, float]) -> None:
    """Let entries lapse in so many seconds, unless they are entered again."""
    run(_LEAVE, [_key(topic)], *[part for entry in members.items() for part in entry])


def sweep(topic: str) -> Swept:
    """Remove what has lapsed."""
    ended, here = run(_SWEEP, [_key(topic)])
    return Swept({int(user) for user in ended}, {int(user) for user in here})


def _key(topic: str) -> str:
    return f"presence:{topic}"
