"""One socket: its places in the topics, and the writer behind which it may lag."""

import asyncio
import logging
import random
import secrets
import time
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User

from project.realtime import frames
from project.realtime.protocol import CloseCode
from project.realtime.states import Version, newer

log = logging.getLogger(__name__)

VERSIONS_KEPT = 2000

RETRY_MS = {CloseCode.RESTART: (500, 8000), CloseCode.ROTATION: (0, 5000), CloseCode.BROKER_RESYNC: (0, 5000)}


@dataclass(frozen=True, slots=True)
class Shown:
    """A state as it is sent: one text however many connections read it."""

    topic: str
    version: Version
    final: bool
    frame: str
    carriers: tuple[str, ...]


class Cursor:
    """A place in a log topic: everything up to ``offset`` has been given to the writer."""

    __slots__ = ("move", "offset", "reading")

    def __init__(self, offset: int) -> None:
        self.offset, self.reading = offset, False
        self.move: Callable[[], None] = lambda: None


class Connection:
    """Frames go in by ``write`` and out by ``write_all``; between the two at most ``unsent_bytes`` are kept.

    While it is ``blocked``, logs wait in their cursors and states keep only their newest.
    """

    def __init__(
        self,
        user: User,
        send: Callable[[str], Awaitable[None]],
        close: Callable[[int], Awaitable[None]],
        session_key: str,
    ) -> None:
        self.id = secrets.token_hex(8)
        self.user, self.session_key = user, session_key
        self.cursors: dict[str, Cursor] = {}
        self.watched: set[str] = set()
        self.versions: dict[str, tuple[Version, bool]] = {}
        self.blocked_since: float | None = None
        self.pings, self.pong_by = 0, 0.0
        # The first one early and at random, so that connections made at once do not ping at once for ever.
        self.next_ping = time.monotonic() + settings.HEARTBEAT_SECONDS * random.uniform(0.3, 1)
        self.closing: CloseCode | None = None
        self._send, self._close = send, close
        self._queue: deque[str] = deque()
        self._unsent = 0
        self._waiting_states: dict[str, Shown] = {}
        self._wake = asyncio.Event()
        self._work: set[asyncio.Task[None]] = set()
        self._unsent_limit: int = settings.REALTIME_LIMITS["unsent_bytes"]

    @property
    def blocked(self) -> bool:
        return self.blocked_since is not None

    def write(self, frame: str) -> None:
        if self.closing is not None:
            return
        self._queue.append(frame)
        self._unsent += len(frame)
        if self._unsent > self._unsent_limit and self.blocked_since is None:
            self.blocked_since = time.monotonic()
        self._wake.set()

    def show(self, state: Shown) -> None:
        """Send a state, if it is newer than what this connection has been sent of it."""
        version, final = self.versions.get(state.topic, ((0, -1), False))
        if not newer(state.version, version, final):
            return
        self.versions[state.topic] = (state.version, state.final)
        if len(self.versions) > VERSIONS_KEPT:
            del self.versions[next(iter(self.versions))]
        if self.blocked:
            self._waiting_states[state.topic] = state
        else:
            self.write(state.frame)

    def ping(self, heads: dict[str, Any], now: float) -> None:
        self.pings += 1
        self.next_ping = now + settings.HEARTBEAT_SECONDS
        self.pong_by = now + settings.HEARTBEAT_GRACE_SECONDS
        self.write(frames.text({"type": "ping", "n": self.pings, "heads": heads}))

    def pong(self, number: int) -> None:
        if number == self.pings:
            self.pong_by = 0.0

    def close(self, code: CloseCode, reason: str) -> None:
        """Say good-bye after what is queued; a client that does not read is left without."""
        if self.closing is not None:
            return
        if self.blocked:
            self._queue.clear()
        self.write(frames.bye(code, reason, RETRY_MS.get(code)))
        self.closing = code
        self._wake.set()

    def spawn(self, work: Coroutine[Any, Any, None]) -> None:
        """Run ``work`` for as long as this connection lives."""
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

    async def write_all(self) -> None:
        """The writer: sends what is queued, as fast as the client takes it, until the connection is closed."""
        while True:
            await self._wake.wait()
            self._wake.clear()
            while self._queue:
                frame = self._queue.popleft()
                await self._send(frame)
                self._unsent -= len(frame)
                if self.blocked and self._unsent < self._unsent_limit // 2:
                    self._unblock()
            if self.closing is not None:
                await self._close(self.closing)
                return

    def _unblock(self) -> None:
        self.blocked_since = None
        waiting, self._waiting_states = self._waiting_states, {}
        for state in waiting.values():
            self.write(state.frame)
        for cursor in list(self.cursors.values()):
            cursor.move()
