"""Many who ask at the same time are answered by few calls, and each of them alone is to blame for what he asked."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from project.realtime.together import LANES, Together


class Desk:
    """Answers twice what it is asked, once it is open; ``batches`` is what was asked at a time."""

    def __init__(self) -> None:
        self.batches: list[list[int]] = []
        self.open = asyncio.Event()
        self.open.set()
        self.called = asyncio.Event()
        self.together: Together[int, int] = Together(self._work, most=5, pool=self._pool)

    def _work(self, questions: list[int]) -> list[int]:
        if any(question < 0 for question in questions):
            raise ValueError(questions)
        return [2 * question for question in questions]

    async def _pool(self, work: Callable[[], Any]) -> Any:
        self.batches.append(work.args[0])  # type: ignore[attr-defined]  # a ``partial``
        self.called.set()
        await self.open.wait()
        return work()

    def all(self, questions: range | list[int]) -> Coroutine[Any, Any, list[Any]]:
        return asyncio.wait_for(asyncio.gather(*map(self.together.ask, questions), return_exceptions=True), 10)


async def test_who_comes_alone_is_answered_alone() -> None:
    desk = Desk()
    assert await desk.together.ask(1) == 2
    assert desk.batches == [[1]]


async def test_who_comes_soon_after_a_call_is_asked_with_the_others() -> None:
    desk = Desk()
    await desk.together.ask(1)
    assert await desk.all([2, 3]) == [4, 6]
    assert await desk.all([4, 5]) == [8, 10]
    assert desk.batches == [[1], [2, 3], [4, 5]]


async def test_no_more_than_so_many_at_a_time() -> None:
    desk = Desk()
    assert await desk.all(range(12)) == [2 * number for number in range(12)]
    assert desk.batches == [list(range(5)), list(range(5, 10)), [10, 11]]


async def test_a_slow_call_holds_up_only_what_it_was_asked_with() -> None:
    desk = Desk()
    desk.open.clear()
    slow = asyncio.ensure_future(desk.all([1]))
    await desk.called.wait()
    desk.open = asyncio.Event()
    desk.open.set()
    assert await desk.all([2]) == [4]
    assert not slow.done()
    slow.cancel()
    assert LANES > 1


@pytest.mark.parametrize("at", [0, 2, 4])
async def test_one_bad_question_takes_no_answer_with_it(at: int) -> None:
    desk, questions = Desk(), [1, 2, 3, 4, 5]
    questions[at] = -1
    answers = await desk.all(questions)
    assert isinstance(answers.pop(at), ValueError)
    questions.pop(at)
    assert answers == [2 * question for question in questions]
