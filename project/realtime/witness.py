"""What is remembered outside of SQL of the newest events: only by others can a database be told what it has forgotten.

Every process remembers the last ones that it published or heard of, and all of them together do so in Redis. A memory
that is lost, as when Redis is emptied, says nothing.
"""

import functools
import json
import logging
import os
import threading
from collections import deque
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any, NamedTuple

import redis
from django.conf import settings

from project.realtime.outage import Outage

log = logging.getLogger(__name__)

# What a database loses is the end of its history, so the last few say it all. More than one of them, because those
# that commit at the same moment are heard of in any order.
KEPT = 16


class Seen(NamedTuple):
    """An event that was committed; ``at`` is its moment, and empty where only its offset is known."""

    topic: str
    epoch: str
    offset: int
    at: str = ""


class Witness:
    """Thread-safe, and fork-safe by ``forget``. Nothing here fails: without Redis each process remembers alone."""

    def __init__(self) -> None:
        self.forget()
        os.register_at_fork(after_in_child=self.forget)

    def forget(self) -> None:
        self._lock = threading.Lock()
        self._newest: deque[Seen] = deque(maxlen=KEPT)
        self._unshared: deque[Seen] = deque(maxlen=KEPT)
        self._outage = Outage(log, "remembering the newest events in Redis")

    def heard(self, item: Mapping[str, Any]) -> None:
        """What was pushed to this process, an event or anything else."""
        if item.get("kind") == "event":
            with self._lock:
                self._newest.append(_seen(item))

    def published(self, item: Mapping[str, Any]) -> None:
        """What this process pushes, once it is committed."""
        if item.get("kind") == "event":
            with self._lock:
                self._newest.append(_seen(item))
                self._unshared.append(_seen(item))

    def share(self) -> None:
        """Have Redis remember what was published here and what it has not been told yet."""
        with self._lock:
            waiting = list(self._unshared)
        if waiting and self._push(waiting):
            with self._lock:
                self._unshared = deque((seen for seen in self._unshared if seen not in waiting), maxlen=KEPT)

    def remembered(self) -> set[Seen]:
        """By this process and by Redis, where it can be asked."""
        self.share()
        with self._lock:
            own = list(self._newest)
        shared = self._pull()
        if not shared and own:
            # It has been emptied, or is another one.
            self._push(own)
        return {*own, *shared}

    def _push(self, events: list[Seen]) -> bool:
        try:
            with _redis().pipeline(transaction=False) as pipe:
                pipe.lpush(_key(), *map(json.dumps, events))
                pipe.ltrim(_key(), 0, KEPT - 1)
                pipe.expire(_key(), timedelta(days=settings.EVENT_DAYS))
                pipe.execute()
        except redis.RedisError as error:
            self._outage.failed(error)
            return False
        self._outage.worked()
        return True

    def _pull(self) -> list[Seen]:
        try:
            found = _redis().lrange(_key(), 0, -1)
        except redis.RedisError as error:
            self._outage.failed(error)
            return []
        self._outage.worked()
        return list(_readable(found))


def _seen(item: Mapping[str, Any]) -> Seen:
    return Seen(item["topic"], item["epoch"], item["offset"], item["at"])


def _readable(found: list[bytes]) -> Iterator[Seen]:
    """What another version may have written in another form says nothing; it must not stop anybody."""
    for each in found:
        match json.loads(each):
            case [str(topic), str(epoch), int(offset), str(at)]:
                yield Seen(topic, epoch, offset, at)


def _key() -> str:
    return f"{settings.REDIS_PREFIX}:newest-events"


@functools.cache
def _redis() -> Any:
    return redis.Redis.from_url(settings.REDIS_URLS[0], socket_timeout=1, socket_connect_timeout=1)


witness = Witness()
