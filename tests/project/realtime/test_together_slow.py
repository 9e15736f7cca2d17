"""Questions that are slow to answer hold up no others for long."""

import asyncio
import threading
from collections.abc import AsyncIterator

import pytest

from project.realtime.pools import Pool, pools
from project.realtime.together import LANES, SLOW_LANES, Together

SECONDS = 10.0
SLOW = "slow"


class Desk:
    """Answers every question with itself; slow ones when it is told to go on."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self.go_on = threading.Event()
        self.begun: asyncio.Queue[list[str]] = asyncio.Queue()
        self._loop = asyncio.get_running_loop()
        self.together: Together[str, str] = Together(self._answer, pool=self._in_pool)

    def _answer(self, questions: list[str]) -> list[str]:
        self._loop.call_soon_threadsafe(self.begun.put_nowait, questions)
        if SLOW in questions:
            assert self.go_on.wait(SECONDS)
        return questions

    async def _in_pool(self, work: object) -> object:
        return await asyncio.get_running_loop().run_in_executor(self._pool, work)  # type: ignore[arg-type]

    async def ask(self, question: str) -> str:
        async with asyncio.timeout(SECONDS):
            return await self.together.ask(question)

    async def ask_slowly(self, times: int) -> "list[asyncio.Task[str]]":
        """One after the other, so that each is a call of its own."""
        asked = []
        for _ in range(times):
            asked.append(asyncio.create_task(self.ask(SLOW)))
            assert await asyncio.wait_for(self.begun.get(), SECONDS) == [SLOW]
        return asked


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    with Pool(LANES + SLOW_LANES, "desk") as pool:
        desk = Desk(pool)
        yield desk
        desk.go_on.set()
    del pools["desk"]


async def test_while_all_lanes_are_taken_the_next_ones_gather(desk: Desk) -> None:
    slow = await desk.ask_slowly(LANES)
    assert await asyncio.gather(*[desk.ask(name) for name in "abc"]) == ["a", "b", "c"]
    assert await desk.begun.get() == ["a", "b", "c"]
    assert not any(each.done() for each in slow)
    desk.go_on.set()
    assert await asyncio.gather(*slow) == [SLOW] * LANES


async def test_so_many_slow_ones_hold_up_nobody_else(desk: Desk) -> None:
    slow = await desk.ask_slowly(SLOW_LANES)
    for name in "abc":
        assert await desk.ask(name) == name
    assert not any(each.done() for each in slow)


async def test_more_of_them_do_until_one_is_over(desk: Desk) -> None:
    """There are only so many threads, and others need some."""
    slow = await desk.ask_slowly(LANES + SLOW_LANES)
    waits = asyncio.create_task(desk.ask("a"))
    await asyncio.sleep(0)
    assert desk.begun.empty()
    desk.go_on.set()
    assert await waits == "a"
    assert await asyncio.gather(*slow) == [SLOW] * len(slow)
