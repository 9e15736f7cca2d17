"""Threads that measure how long work waits for them, and that log in the name of whoever asked for it."""

import contextvars
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from project.realtime import metrics

Given = ParamSpec("Given")
Answer = TypeVar("Answer")

pools: "dict[str, Pool]" = {}


class Pool(ThreadPoolExecutor):
    def __init__(self, threads: int, name: str) -> None:
        super().__init__(threads, name)
        self._waits = metrics.POOL_WAIT.labels(name)
        pools[name] = self

    @property
    def waiting(self) -> int:
        return self._work_queue.qsize()

    def submit(self, work: Callable[Given, Answer], /, *args: Given.args, **kwargs: Given.kwargs) -> Future[Answer]:
        asked_at, context = time.monotonic(), contextvars.copy_context()

        def begin() -> Answer:
            self._waits.observe(time.monotonic() - asked_at)
            return context.run(work, *args, **kwargs)

        return super().submit(begin)
