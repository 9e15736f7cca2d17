"""What a hub does by the clock: it compares heads, sends heartbeats, renews presence, and asks again who may stay."""

import asyncio
import logging
import random
import time
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any
from weakref import WeakKeyDictionary

from django.conf import settings

from project.realtime import duties, metrics, pulse, threads
from project.realtime.connection import Connection
from project.realtime.hub import Hub
from project.realtime.protocol import CloseCode

log = logging.getLogger(__name__)

DOUBT_SECONDS = 0.25
TICK_SECONDS = 1.0
IDLE_SECONDS = 30.0
# For what is on its way to one who reads too slowly, and then his bye.
SLOW_CLOSE_SECONDS = 7.0

_hubs: WeakKeyDictionary[asyncio.AbstractEventLoop, Hub] = WeakKeyDictionary()


def hub_here() -> Hub:
    """The hub of the running loop, made and set going when first asked for."""
    loop = asyncio.get_running_loop()
    if loop not in _hubs:
        _hubs[loop] = Hub()
        Rounds(_hubs[loop]).start()
    return _hubs[loop]


def hub_if_any() -> Hub | None:
    return _hubs.get(asyncio.get_running_loop())


class Rounds:
    """The timers of one hub. A turn that fails is logged, and the next one comes."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._idle: dict[str, float] = {}

    def start(self) -> None:
        hub = self._hub
        hub.run(hub.doorbell.listen())
        hub.run(self._compare_heads())
        hub.run(pulse.beat())
        hub.run(self._every(TICK_SECONDS, "tick", self._tick))
        hub.run(self._every(settings.PRESENCE_SECONDS / 3, "presence", hub.roster.renew))
        hub.run(self._every(settings.PRESENCE_SECONDS / 3, "seats", hub.seats.renew))
        hub.run(self._every(settings.RECHECK_SECONDS, "recheck", hub.warden.round))
        for duty in duties.registered:
            hub.run(self._every(duty.seconds, duty.name, partial(threads.write, duty.work)))

    async def _every(self, seconds: float, name: str, work: Callable[[], Coroutine[Any, Any, Any]]) -> None:
        while True:
            # Processes that started together must not all ask at once.
            await asyncio.sleep(seconds * random.uniform(0.8, 1.2))
            try:
                with metrics.ROUND.labels(name).time():
                    await work()
            except Exception:
                metrics.ROUND_FAILURES.labels(name).inc()
                log.exception("%s failed and is tried again in %s s", name, seconds)

    async def _compare_heads(self) -> None:
        while True:
            try:
                await asyncio.wait_for(self._hub.doubted.wait(), settings.HEADS_SECONDS)
                await asyncio.sleep(DOUBT_SECONDS)
            except TimeoutError:
                log.debug("nobody doubts; the heads are compared all the same")
            self._hub.doubted.clear()
            try:
                with metrics.HEAD_CHECK.time():
                    await self._hub.verify()
                metrics.HEADS_COMPARED.set_to_current_time()
            except Exception:
                log.exception("heads could not be compared; the next turn does")

    async def _tick(self) -> None:
        now = time.monotonic()
        for connection in list(self._hub.connections):
            self._look_after(connection, now)
        self._forget_idle(now)
        self._hub.board.forget_unwatched()
        await self._hub.doorbell.tidy()

    def _look_after(self, connection: Connection, now: float) -> None:
        limits = settings.REALTIME_LIMITS
        behind = [self._hub.feeds[name].head - cursor.offset for name, cursor in connection.cursors.items()]
        if connection.blocked and now - connection.blocked_since > limits["blocked_seconds"]:
            connection.close(CloseCode.SLOW_CONSUMER, "slow consumer")
        elif max(behind, default=0) > limits["events_behind"]:
            # It reads, if slowly, and is to learn why it is sent away.
            connection.close(CloseCode.SLOW_CONSUMER, "too far behind", patience=SLOW_CLOSE_SECONDS)
        elif connection.pong_by and now > connection.pong_by:
            connection.close(CloseCode.NO_PONG, "no pong")
        elif settings.CONNECTION_SECONDS and now > connection.ends_at:
            connection.close(CloseCode.ROTATION, "rotation")
        elif now >= connection.next_ping:
            connection.ping(self._hub.heads_of(connection), now)

    def _forget_idle(self, now: float) -> None:
        feeds = self._hub.feeds
        self._idle = {name: self._idle.get(name, now) for name, feed in feeds.items() if not feed.cursors}
        for name, since in self._idle.items():
            if now - since > IDLE_SECONDS:
                del feeds[name]
