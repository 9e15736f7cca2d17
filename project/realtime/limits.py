"""How fast is too fast: buckets of one connection, and limits that are counted across processes."""

import functools
import logging
import time
from collections import OrderedDict

import limits
from django.conf import settings
from limits.errors import StorageError
from prometheus_client import Counter

from project.realtime import metrics
from project.realtime.errors import TooFast
from project.realtime.outage import Outage

log = logging.getLogger(__name__)

BUCKETS_KEPT = 10_000
AWAY_SECONDS = 5.0
# Until then Redis is not asked: a frozen one would hold every message for the length of its timeout.
_away_until = 0.0
_outage = Outage(log, "counting limits across processes")


class Bucket:
    """``burst`` at once, then ``rate`` a second; ``hits`` counts those that were too many."""

    def __init__(self, rate: float, burst: int, hits: Counter | None = None) -> None:
        self._rate, self._burst, self._hits = rate, float(burst), hits
        self._level, self._at = 0.0, time.monotonic()

    def take(self) -> None:
        """One more, or ``TooFast`` with the wait."""
        now = time.monotonic()
        self._level = max(0.0, self._level - (now - self._at) * self._rate)
        self._at = now
        if self._level + 1 > self._burst:
            if self._hits is not None:
                self._hits.inc()
            raise TooFast(after_ms=round((self._level + 1 - self._burst) / self._rate * 1000) or 1)
        self._level += 1


class Buckets:
    """A bucket each for many, of whom those unheard of for longest are forgotten."""

    def __init__(self, rate: float, burst: int) -> None:
        self._rate, self._burst = rate, burst
        self._buckets: OrderedDict[str, Bucket] = OrderedDict()

    def take(self, whose: str) -> None:
        """One more, or ``TooFast`` with the wait."""
        bucket = self._buckets.pop(whose, None) or Bucket(self._rate, self._burst)
        self._buckets[whose] = bucket
        if len(self._buckets) > BUCKETS_KEPT:
            self._buckets.popitem(last=False)
        bucket.take()


class Window:
    """At most ``most`` within the last ``seconds``."""

    def __init__(self, most: int, seconds: float) -> None:
        self._most, self._seconds = most, seconds
        self._count, self._since = 0, time.monotonic()

    def exceeded(self) -> bool:
        """One more: is it too many?"""
        now = time.monotonic()
        if now - self._since > self._seconds:
            self._count, self._since = 0, now
        self._count += 1
        return self._count > self._most


@functools.cache
def _shared() -> limits.strategies.SlidingWindowCounterRateLimiter:
    storage = limits.storage.storage_from_string(
        settings.REDIS_URLS[0], wrap_exceptions=True, socket_timeout=0.5, socket_connect_timeout=0.5
    )
    return limits.strategies.SlidingWindowCounterRateLimiter(storage)


@functools.cache
def _own() -> limits.strategies.SlidingWindowCounterRateLimiter:
    return limits.strategies.SlidingWindowCounterRateLimiter(limits.storage.MemoryStorage())


def take(kind: str, rate: float, burst: int, *whose: object, cost: int = 1) -> None:
    """So many more of ``kind`` by ``whose``, across processes: ``burst`` in ``burst / rate`` seconds, or ``TooFast``.

    While Redis is away each process counts for itself.
    """
    global _away_until
    limit = limits.RateLimitItemPerSecond(burst, max(1, int(burst / rate)), namespace=f"{settings.REDIS_PREFIX}-{kind}")
    names = [str(part) for part in whose]
    if time.monotonic() >= _away_until:
        try:
            _hit(kind, limit, _shared(), names, cost)
            _outage.worked()
            return
        except StorageError as error:
            _away_until = time.monotonic() + AWAY_SECONDS
            _outage.failed(error)
    _hit(kind, limit, _own(), names, cost)


def is_little(kind: str, most: int, seconds: int, *whose: object, cost: int = 1) -> bool:
    """So many more in this process alone: are they within ``most`` in ``seconds``?"""
    limit = limits.RateLimitItemPerSecond(most, seconds, namespace=f"little-{kind}")
    return _own().hit(limit, *[str(part) for part in whose], cost=cost)


def _hit(
    kind: str, limit: limits.RateLimitItem, counting: limits.strategies.RateLimiter, names: list[str], cost: int
) -> None:
    if not counting.hit(limit, *names, cost=cost):
        metrics.LIMITS_HIT.labels(kind).inc()
        wait = counting.get_window_stats(limit, *names).reset_time - time.time()
        raise TooFast(after_ms=max(100, round(wait * 1000)))
