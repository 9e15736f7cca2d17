"""What a web process says of itself at ``/metrics``."""

import asyncio
import urllib.request
from collections.abc import Callable
from typing import Self

from prometheus_client.parser import text_string_to_metric_families

from tests.harness.servers import Web

HEALED_SECONDS = 10.0
LOOK_SECONDS = 0.02

Key = tuple[str, frozenset[tuple[str, str]]]


async def scrape(web: Web) -> dict[Key, float]:
    families = text_string_to_metric_families(await asyncio.to_thread(_read, web))
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in families
        for sample in family.samples
    }


def _read(web: Web) -> str:
    with urllib.request.urlopen(f"{web.url}/metrics", timeout=5) as answer:
        text: str = answer.read().decode()
        return text


class Figures:
    """Counters as they have grown since the beginning, gauges as they are."""

    def __init__(self, web: Web, before: dict[Key, float]) -> None:
        self._web, self._before = web, before

    @classmethod
    async def of(cls, web: Web) -> Self:
        """From the moment on at which nobody of an earlier test is connected any more."""
        await cls(web, {}).until(lambda open_now: open_now == 0, "roomcast_connections")
        return cls(web, await scrape(web))

    async def now(self, name: str, /, **labels: str) -> float:
        return (await scrape(self._web)).get(_key(name, labels), 0.0)

    async def grown(self, name: str, /, **labels: str) -> float:
        return await self.now(name, **labels) - self._before.get(_key(name, labels), 0.0)

    async def until(self, fits: Callable[[float], bool], name: str, /, **labels: str) -> None:
        """For what nobody is told: that a socket's end has been noticed, that heads were compared."""
        async with asyncio.timeout(HEALED_SECONDS):
            while not fits(await self.grown(name, **labels)):  # noqa: ASYNC110 - another process's figure
                await asyncio.sleep(LOOK_SECONDS)


def _key(name: str, labels: dict[str, str]) -> Key:
    return name, frozenset(labels.items())
