"""One socket: its places in the topics, and what it has been told of states."""

import asyncio
import logging
import random
import secrets
import time
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

import structlog
from django.conf import settings
from django.contrib.auth.models import User

from project.realtime import frames, metrics
from project.realtime.changes import Change
from project.realtime.frames import Frame
from project.realtime.protocol import CloseCode, Place
from project.realtime.states import Version, newer
from project.realtime.wire import CLOSE_SECONDS, Wire

log = logging.getLogger(__name__)

VERSIONS_KEPT = 2000

RETRY_MS = {CloseCode.RESTART: (500, 8000), CloseCode.ROTATION: (0, 5000), CloseCode.BROKER_RESYNC: (0, 5000)}


@dataclass(frozen=True, slots=True)
class Shown:
    """A state as it is sent: one text however many connections read it."""

    topic: str
    version: Version
    final: bool
    frame: Frame
    carriers: tuple[str, ...]
    change: Change | None = None


class Told(NamedTuple):
    """The newest that a client knows of a state; ``whole`` where this very connection has given it."""

    version: Version
    final: bool
    whole: bool


NOTHING_TOLD = Told((0, -1), False, False)


class Followed(Protocol):
    epoch: str

    def move(self, connection: "Connection", cursor: "Cursor") -> None:
        """Tell ``connection`` what comes after its place."""


class Cursor:
    """A place in a log topic: everything up to ``offset`` has been given to the wire."""

    __slots__ = ("feed", "offset", "reading")

    def __init__(self, feed: Followed, offset: int) -> None:
        self.feed, self.offset, self.reading = feed, offset, False


class Connection:
    """While it is ``blocked``, because its client does not read, logs wait in their cursors and states keep only
    their newest."""

    def __init__(self, user: User, wire: Wire, session_key: str) -> None:
        now = time.monotonic()
        self.id = secrets.token_hex(8)
        self.user, self.session_key = user, session_key
        self.cursors: dict[str, Cursor] = {}
        self.watched: set[str] = set()
        self.blocked, self.blocked_since = False, 0.0
        self.pings, self.pong_by = 0, 0.0
        # The first one early and at random, so that connections made at once do not ping at once for ever.
        self.next_ping = now + settings.HEARTBEAT_SECONDS * random.uniform(0.3, 1)
        self.ends_at = now + settings.CONNECTION_SECONDS * random.uniform(0.9, 1.1)
        self.closing: CloseCode | None = None
        self.takes_changes = False
        self._told: dict[str, Told] = {}
        self._waiting_states: dict[str, Shown] = {}
        self._work: set[asyncio.Task[None]] = set()
        self._wire = wire
        wire.pressed = self._pressed

    def write(self, frame: Frame) -> None:
        if self.closing is None:
            self._wire.write(frame)

    def show(self, state: Shown) -> bool:
        """Send a state, if it is newer than what this connection has been sent of it; was it sent now?"""
        told = self._told.get(state.topic, NOTHING_TOLD)
        if not newer(state.version, told.version, told.final):
            return False
        if self.blocked:
            self.shown(state)
            self._waiting_states[state.topic] = state
        else:
            self.shown(state, whole=True)
            self.write(self._words(state, told))
        return not self.blocked

    def _words(self, state: Shown, told: Told) -> Frame:
        """No more than what has changed, where the client can know all else."""
        change = state.change
        if self.takes_changes and told.whole and change is not None and change.base == told.version:
            return change.frame
        return state.frame

    def show_whole(self, state: Shown) -> None:
        """Send a state, whatever has been sent of it."""
        self.shown(state, whole=True)
        self.write(state.frame)
        metrics.deliveries("state", state.topic).inc()

    def shown(self, state: Shown, whole: bool = False) -> None:
        """The client has, or will have, this version; ``whole``: all of it, by this connection."""
        self._waiting_states.pop(state.topic, None)
        self._told[state.topic] = Told(state.version, state.final, whole)
        if len(self._told) > VERSIONS_KEPT:
            del self._told[next(iter(self._told))]

    def forget_whole(self, topic: str) -> None:
        """A client that follows a state no longer need not keep it."""
        if told := self._told.get(topic):
            self._told[topic] = told._replace(whole=False)

    def ping(self, heads: dict[str, Any], now: float) -> None:
        self.pings += 1
        self.next_ping = now + settings.HEARTBEAT_SECONDS
        self.pong_by = now + settings.HEARTBEAT_GRACE_SECONDS
        self.write(frames.text({"type": "ping", "n": self.pings, "heads": heads}))

    def pong(self, number: int) -> None:
        if number == self.pings:
            self.pong_by = 0.0

    def notice_gap(self, place: Place) -> None:
        """To be called before it subscribes again: what a client asks for although it was sent, it has lost."""
        cursor = self.cursors.get(place.topic)
        if cursor is None or place.offset is None or place.epoch != cursor.feed.epoch or place.offset >= cursor.offset:
            return
        metrics.CLIENT_GAPS.inc()
        log.warning("a client at %s of %s had been sent %s", place.offset, place.topic, cursor.offset)

    def close(self, code: CloseCode, reason: str, patience: float = CLOSE_SECONDS) -> None:
        """Say good-bye after what is written; who has not read it within ``patience`` seconds is left without."""
        if self.closing is None:
            self.write(frames.bye(code, reason, RETRY_MS.get(code)))
            self.closing = code
            self._wire.close(code, patience)

    def spawn(self, work: Coroutine[Any, Any, None]) -> None:
        """Run ``work`` for as long as this connection lives; whoever causes it, its log lines are this connection's."""
        with structlog.contextvars.bound_contextvars(connection=self.id, user_id=self.user.pk):
            task = asyncio.get_running_loop().create_task(work)
        self._work.add(task)
        task.add_done_callback(self._finished)

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._work.discard(task)
        if not task.cancelled() and (error := task.exception()):
            log.error("connection %s: %r", self.id, error, exc_info=error)
            self.close(CloseCode.INTERNAL, "internal")

    def cancel_work(self) -> None:
        for task in list(self._work):
            task.cancel()

    def _pressed(self, blocked: bool) -> None:
        if blocked and not self.blocked:
            self.blocked, self.blocked_since = True, time.monotonic()
        elif not blocked and self.blocked:
            self.blocked = False
            self._go_on()

    def _go_on(self) -> None:
        waiting, self._waiting_states = self._waiting_states, {}
        for state in waiting.values():
            self.show_whole(state)
        for cursor in list(self.cursors.values()):
            cursor.feed.move(self, cursor)
