"""This process's one membership in the channel layer: each group joined once, however many sockets care."""

import asyncio
import contextvars
import logging
import random
import time
from collections import Counter
from collections.abc import Callable, Coroutine
from typing import Any

from channels.layers import get_channel_layer

from project.realtime.outage import Outage
from project.realtime.witness import witness

log = logging.getLogger(__name__)

JOIN_SECONDS = 1.0
RETRY_SECONDS = 1.0
# A knock that Redis took and that was not heard for so long: what listens is at the end of a dead line.
DEAF_SECONDS = 3.0

Item = dict[str, Any]


class Doorbell:
    """``ring(item)`` is called for everything pushed into the groups that are wanted.

    Nothing here is relied upon: a join that Redis does not confirm in time goes on in the background, and what was
    missed is found by comparing heads. The layer subscribes again by itself when its connection breaks, but a line
    that dies without a word looks like silence, so the doorbell knocks at one of its own groups again and again.
    """

    def __init__(self, ring: Callable[[Item], None]) -> None:
        self._ring = ring
        self._layer: Any = get_channel_layer()
        self._channel: str | None = None
        self._opening = asyncio.Lock()
        self._wanted: Counter[str] = Counter()
        self._joined: set[str] = set()
        self._work: dict[str, asyncio.Task[None]] = {}
        self._hearing: asyncio.Task[None] | None = None
        self._unheard_since: float | None = None
        self._outage = Outage(log, "hearing the channel layer")

    async def listen(self) -> None:
        """For ever: receive, and ring."""
        while True:
            self._hearing = asyncio.create_task(self._hear())
            try:
                await asyncio.wait({self._hearing})
            finally:
                self._hearing.cancel()

    async def _hear(self) -> None:
        while True:
            try:
                message = await self._layer.receive(await self._own_channel())
            except Exception as error:
                self._outage.failed(error)
                await asyncio.sleep(RETRY_SECONDS)
                continue
            self._outage.worked()
            if message.get("knock") == self._channel:
                self._unheard_since = None
            for item in message.get("items", []):
                self.take(item)

    def take(self, item: Item) -> None:
        """Something was pushed."""
        try:
            witness.heard(item)
            self._ring(item)
        except Exception:
            log.exception("a push that cannot be taken; if it was an event, the heads tell of it: %r", item)

    def want(self, groups: list[str]) -> None:
        """One more cares for each of ``groups``."""
        self._wanted.update(groups)

    async def joined(self, groups: list[str]) -> None:
        """Be a member of ``groups``; waits for Redis a second at most."""
        joins = {self._join(group) for group in groups if group not in self._joined}
        if joins:
            await asyncio.wait(joins, timeout=JOIN_SECONDS)

    def release(self, groups: list[str]) -> None:
        """One fewer cares for each of ``groups``; ``tidy`` leaves those for which nobody does."""
        self._wanted.subtract(groups)

    async def tidy(self) -> None:
        """Leave what nobody wants, try again what could not be joined, and knock. Waits for nothing."""
        for group in [group for group, count in self._wanted.items() if count <= 0]:
            del self._wanted[group]
            self._joined.discard(group)
            self._do(f"leave {group}", self._leave(group))
        for group in [group for group in self._wanted if group not in self._joined]:
            self._join(group)
        if self._unheard_since is not None and time.monotonic() - self._unheard_since > DEAF_SECONDS:
            self._unheard_since = None
            self._do("begin anew", self._begin_anew())
        elif self._joined:
            self._do("knock", self._knock())

    def _do(self, what: str, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """In the background, and each once at a time."""
        if what in self._work:
            work.close()
        else:
            task = asyncio.get_running_loop().create_task(work, context=contextvars.Context())
            self._work[what] = task
            task.add_done_callback(lambda _done: self._work.pop(what, None))
        return self._work[what]

    async def _own_channel(self) -> str:
        async with self._opening:
            if self._channel is None:
                self._channel = await self._layer.new_channel()
            return self._channel

    def _join(self, group: str) -> asyncio.Task[None]:
        return self._do(f"join {group}", self._join_now(group))

    async def _join_now(self, group: str) -> None:
        try:
            channel = await self._own_channel()
            await self._layer.group_add(group, channel)
        except Exception as error:
            self._outage.failed(error)
            return
        if self._wanted[group] <= 0:
            await self._leave(group)
        elif channel == self._channel:
            self._joined.add(group)

    async def _leave(self, group: str) -> None:
        try:
            await self._layer.group_discard(group, self._channel)
        except Exception as error:
            # Redis goes on sending what nobody here wants, and the layer drops it.
            self._outage.failed(error)

    async def _knock(self) -> None:
        group = random.choice(list(self._joined))
        try:
            await self._layer.group_send(group, {"type": "push", "items": [], "knock": self._channel})
        except Exception as error:
            self._outage.failed(error)
            self._unheard_since = None
            return
        if self._unheard_since is None:
            self._unheard_since = time.monotonic()

    async def _begin_anew(self) -> None:
        log.warning("the channel layer is silent though Redis takes what is sent: all groups are joined anew")
        await self._layer.flush()
        self._channel = None
        self._joined.clear()
        if self._hearing is not None:
            self._hearing.cancel()
