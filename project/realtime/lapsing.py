"""What is kept in Redis for a while: small scripts that run there, by its clock, and a pause while it is away."""

import functools
import logging
import time
from collections.abc import Iterable
from typing import Any

import redis
from django.conf import settings
from redis.commands.core import Script

from project.realtime.outage import Outage

log = logging.getLogger(__name__)

PATIENCE_SECONDS = 0.5
AWAY_SECONDS = 2.0
# A script begins with it: ``now`` in seconds since 1970, and ``past`` as the end of a range of scores that are over.
NOW = """
local t = redis.call('TIME')
local now = t[1] + t[2] / 1000000
local past = string.format('(%.6f', now)
"""

# Until then Redis is not asked: a frozen one would hold each who asks for the length of his patience.
_away_until = 0.0
_outage = Outage(log, "keeping in Redis who is here")


class Away(Exception):
    """Redis does not answer: nothing is known, and perhaps nothing was kept."""


@functools.cache
def _script(text: str) -> Script:
    client = redis.Redis.from_url(
        settings.REDIS_URLS[0], socket_timeout=PATIENCE_SECONDS, socket_connect_timeout=PATIENCE_SECONDS
    )
    return client.register_script(text)


def run(script: str, keys: Iterable[str], *arguments: str | float) -> Any:
    """What the script returns, or ``Away``. It may block, so it belongs into a thread."""
    global _away_until
    if time.monotonic() < _away_until:
        raise Away
    try:
        answer = _script(script)([f"{settings.REDIS_PREFIX}:{key}" for key in keys], list(arguments))
    except redis.RedisError as error:
        _away_until = time.monotonic() + AWAY_SECONDS
        _outage.failed(error)
        raise Away from error
    _outage.worked()
    return answer
