"""Asking SQL for many at once, when many come at once."""

import asyncio
import contextvars
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any, Generic, TypeVar

from project.realtime import threads

Question = TypeVar("Question")
Answer = TypeVar("Answer")

Pool = Callable[[Callable[[], Any]], Coroutine[Any, Any, Any]]
# So many calls at a time: a slow one holds up only what it was asked together with.
LANES = 2
# Who asks for something slow in two tabs must not hold up all others: so many that take longer are counted no more.
SLOW_SECONDS, SLOW_LANES = 0.5, 2
# What a call costs is almost the same for one and for ten: so long after it has begun the next ones gather, and longer
# where calls take long, so that each lane is busy for a tenth of the time.
GATHER_SECONDS, GATHER_MOST_SECONDS, GATHER_TIMES = 0.02, 0.1, 10


class Together(Generic[Question, Answer]):
    """``work`` answers in order, in a thread of the pool; while its lanes are taken or have just been, the next gather.

    Somebody who comes alone is answered alone. After a deploy thousands come in a second, and most of what they ask is
    the same.
    """

    def __init__(
        self, work: Callable[[list[Question]], list[Answer]], most: int = 100, pool: Pool = threads.read
    ) -> None:
        self._work, self._most, self._pool = work, most, pool
        self._waiting: list[tuple[Question, asyncio.Future[Answer]]] = []
        # With what looks at each when it has become slow.
        self._calls: dict[asyncio.Task[list[Answer]], asyncio.TimerHandle] = {}
        self._slow: set[asyncio.Task[list[Answer]]] = set()
        self._next_at = 0.0
        self._due = False

    async def ask(self, question: Question) -> Answer:
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._waiting.append((question, answer))
        self._call_soon()
        return await answer

    def _call_soon(self) -> None:
        if self._waiting and not self._due and len(self._calls) < LANES:
            self._due = True
            asyncio.get_running_loop().call_at(self._next_at, self._call_next)

    def _call_next(self) -> None:
        self._due = False
        self._gather(since=asyncio.get_running_loop().time(), seconds=GATHER_SECONDS)
        batch, self._waiting = self._waiting[: self._most], self._waiting[self._most :]
        self._call(batch)
        self._call_soon()

    def _call(self, batch: list[tuple[Question, "asyncio.Future[Answer]"]]) -> None:
        work = partial(self._work, [question for question, _answer in batch])
        # What is asked for many is logged in the name of none.
        call = asyncio.get_running_loop().create_task(self._pool(work), context=contextvars.Context())
        self._watch(call)
        call.add_done_callback(partial(self._answered, batch, asyncio.get_running_loop().time()))

    def _watch(self, call: "asyncio.Task[list[Answer]]") -> None:
        self._calls[call] = asyncio.get_running_loop().call_later(SLOW_SECONDS, self._give_way, call)

    def _give_way(self, call: "asyncio.Task[list[Answer]]") -> None:
        if len(self._slow) < SLOW_LANES:
            del self._calls[call]
            self._slow.add(call)
            self._call_soon()
        else:
            self._watch(call)

    def _gather(self, since: float, seconds: float) -> None:
        self._next_at = max(self._next_at, since + min(seconds, GATHER_MOST_SECONDS))

    def _answered(
        self,
        batch: list[tuple[Question, "asyncio.Future[Answer]"]],
        begun: float,
        call: "asyncio.Task[list[Answer]]",
    ) -> None:
        self._gather(since=begun, seconds=(asyncio.get_running_loop().time() - begun) * GATHER_TIMES)
        self._slow.discard(call)
        if watch := self._calls.pop(call, None):
            watch.cancel()
        if call.cancelled():
            for _question, answer in batch:
                answer.cancel()
        elif error := call.exception():
            self._failed(batch, error)
        else:
            for (_question, answer), found in zip(batch, call.result(), strict=True):
                if not answer.done():
                    answer.set_result(found)
        self._call_soon()

    def _failed(self, batch: list[tuple[Question, "asyncio.Future[Answer]"]], error: BaseException) -> None:
        """One question that cannot be answered must not take the answers of the others with it."""
        if len(batch) > 1:
            for one in batch:
                self._call([one])
        elif not batch[0][1].done():
            batch[0][1].set_exception(error)
