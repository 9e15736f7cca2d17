"""This process's one membership in the channel layer: each group joined once, however many sockets care."""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable
from typing import Any

from channels.layers import get_channel_layer

log = logging.getLogger(__name__)

JOIN_SECONDS = 1.0
RETRY_SECONDS = 1.0

Item = dict[str, Any]


class Doorbell:
    """``ring(item)`` is called for everything pushed into the groups that are wanted.

    Nothing here is relied upon: a join that Redis does not confirm in time goes on in the background, and what was
    missed is found by comparing heads.
    """

    def __init__(self, ring: Callable[[Item], None]) -> None:
        self._ring = ring
        self._layer: Any = get_channel_layer()
        self._channel: str | None = None
        self._opening = asyncio.Lock()
        self._wanted: Counter[str] = Counter()
        self._joined: set[str] = set()
        self._joins: dict[str, asyncio.Task[None]] = {}

    async def listen(self) -> None:
        """For ever: receive, and ring."""
        while True:
            try:
                message = await self._layer.receive(await self._own_channel())
            except Exception as error:
                log.warning("the channel layer cannot be heard: %r", error)
                await asyncio.sleep(RETRY_SECONDS)
                continue
            for item in message.get("items", []):
                self._ring(item)

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
        """Leave what nobody wants, and try again what could not be joined."""
        for group in [group for group, count in self._wanted.items() if count <= 0]:
            del self._wanted[group]
            self._joined.discard(group)
            await self._layer.group_discard(group, self._channel)
        for group in [group for group in self._wanted if group not in self._joined]:
            self._join(group)

    async def _own_channel(self) -> str:
        async with self._opening:
            if self._channel is None:
                self._channel = await self._layer.new_channel()
            return self._channel

    def _join(self, group: str) -> asyncio.Task[None]:
        if group not in self._joins:
            task = asyncio.get_running_loop().create_task(self._join_now(group))
            self._joins[group] = task
            task.add_done_callback(lambda _done: self._joins.pop(group, None))
        return self._joins[group]

    async def _join_now(self, group: str) -> None:
        try:
            await self._layer.group_add(group, await self._own_channel())
            self._joined.add(group)
        except Exception as error:
            log.warning("group %s cannot be joined yet: %r", group, error)
