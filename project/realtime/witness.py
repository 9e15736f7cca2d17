"""What is remembered outside of SQL of the newest events: only by others can a database be told what it has forgotten.

Every process remembers what it published or heard of lately, and all of them together remember the last ones in Redis.
A memory that is lost, as when Redis is emptied, says nothing.
"""

import functools
import json
import logging
import os
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import timedelta
from typing import Any, NamedTuple

import redis
from django.conf import settings

from project.realtime.outage import Outage

log = logging.getLogger(__name__)

# What a database loses is the end of its history, so the last ones say it all. More than one of them, because those
# that commit at the same moment are heard of in any order.
NEWEST = 16
# And some of those before them, since new events may crowd out the lost ones before anybody looks.
SAMPLES, SAMPLE_SECONDS = 128, 0.1


class Seen(NamedTuple):
    """An event that was committed, under ``pk`` and at the moment ``at``; without these only its offset is known."""

    topic: str
    epoch: str
    offset: int
    pk: int = 0
    at: str = ""


class Witness:
    """Thread-safe, and fork-safe by ``forget``. Nothing here fails: without Redis each process remembers alone."""

    def __init__(self) -> None:
        self.forget()
        os.register_at_fork(after_in_child=self.forget)

    def forget(self) -> None:
        self._lock = threading.Lock()
        self._newest: deque[Seen] = deque(maxlen=NEWEST)
        self._samples: deque[Seen] = deque(maxlen=SAMPLES)
        self._sampled_at = 0.0
        self._unshared: deque[Seen] = deque(maxlen=NEWEST)
        self._vouched: list[Seen] = []
        self._outage = Outage(log, "remembering the newest events in Redis")

    def heard(self, item: Mapping[str, Any]) -> None:
        """What was pushed to this process, an event or anything else."""
        if item.get("kind") == "event":
            with self._lock:
                self._remember(_seen(item))

    def published(self, item: Mapping[str, Any]) -> None:
        """What this process pushes, once it is committed."""
        if item.get("kind") == "event":
            with self._lock:
                self._remember(_seen(item))
                self._unshared.append(_seen(item))

    def _remember(self, seen: Seen) -> None:
        self._newest.append(seen)
        now = time.monotonic()
        if now - self._sampled_at >= SAMPLE_SECONDS:
            self._sampled_at = now
            self._samples.append(seen)

    def share(self) -> None:
        """Have Redis remember what was published here and what it has not been told yet."""
        with self._lock:
            waiting = list(self._unshared)
        if waiting and self._push(waiting):
            with self._lock:
                self._unshared = deque((seen for seen in self._unshared if seen not in waiting), maxlen=NEWEST)

    def remembered(self) -> set[Seen]:
        """By this process and by Redis, where it can be asked."""
        self.share()
        with self._lock:
            newest, samples = list(self._newest), list(self._samples)
        shared = self._pull()
        if not shared and newest:
            # It has been emptied, or is another one.
            self._push(newest)
        return {*newest, *samples, *shared}

    def vouch(self, events: Iterable[Seen]) -> None:
        """SQL has these. Kept apart from what is published after them, until somebody looks the next time."""
        newest = sorted(events, key=lambda seen: seen.pk)[-NEWEST:]
        if newest != self._vouched:
            self._vouched = newest
            self._told(lambda pipe: pipe.set(_key("vouched"), json.dumps(newest), ex=_kept()))

    def _push(self, events: list[Seen]) -> bool:
        def push(pipe: Any) -> None:
            pipe.lpush(_key("newest"), *map(json.dumps, events))
            pipe.ltrim(_key("newest"), 0, NEWEST - 1)
            pipe.expire(_key("newest"), _kept())

        return self._told(push) is not None

    def _pull(self) -> list[Seen]:
        newest, vouched = self._told(lambda pipe: pipe.lrange(_key("newest"), 0, -1).get(_key("vouched"))) or ([], None)
        return list(_readable([*map(json.loads, newest), *json.loads(vouched or "[]")]))

    def _told(self, commands: Callable[[Any], object]) -> list[Any] | None:
        """What Redis answers, or nothing where it cannot be asked."""
        try:
            with _redis().pipeline(transaction=False) as pipe:
                commands(pipe)
                answers: list[Any] = pipe.execute()
        except redis.RedisError as error:
            self._outage.failed(error)
            return None
        self._outage.worked()
        return answers


def _seen(item: Mapping[str, Any]) -> Seen:
    return Seen(item["topic"], item["epoch"], item["offset"], item["pk"], item["at"])


def _readable(found: Iterable[object]) -> Iterator[Seen]:
    """What another version may have written in another form says nothing; it must not stop anybody."""
    for each in found:
        match each:
            case [str(topic), str(epoch), int(offset), int(pk), str(at)]:
                yield Seen(topic, epoch, offset, pk, at)


def _key(what: str) -> str:
    return f"{settings.REDIS_PREFIX}:{what}-events"


def _kept() -> timedelta:
    return timedelta(days=settings.EVENT_DAYS)


@functools.cache
def _redis() -> Any:
    return redis.Redis.from_url(settings.REDIS_URLS[0], socket_timeout=1, socket_connect_timeout=1)


witness = Witness()
