"""One publisher a process: a queue, and a loop that lives as long as the process.

``async_to_sync`` alone would start a loop, a thread and a connection for every single push. Inside ``sync_to_async`` it
uses the loop that is there, so one thread drains the queue through it and the layer keeps one connection. Callers never
wait: what the doorbell loses, the hub finds in SQL.
"""

import asyncio
import atexit
import logging
import os
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Executor, Future
from typing import Any, cast

from asgiref.sync import async_to_sync, sync_to_async
from channels.layers import get_channel_layer

from project.realtime.outage import Outage
from project.realtime.witness import witness

log = logging.getLogger(__name__)

Item = dict[str, Any]
QUEUE_ITEMS = 10_000
BATCH_ITEMS = 200
# What takes rights away.
URGENT = {"withdraw", "recheck"}
EXIT_SECONDS = 1.0


class _DaemonThread(Executor):
    """Runs one call in a thread that does not hold up the end of the process, as a pool's threads would."""

    def submit(self, call: Callable[..., Any], /, *args: Any, **kwargs: Any) -> "Future[Any]":
        future: Future[Any] = Future()
        threading.Thread(target=lambda: future.set_result(call(*args, **kwargs)), name="push", daemon=True).start()
        return future


class Publisher:
    """Batches what is queued for one group into one push. Thread-safe, and fork-safe by ``forget``."""

    def __init__(self) -> None:
        self.forget()
        os.register_at_fork(after_in_child=self.forget)
        atexit.register(self.flush)

    def forget(self) -> None:
        """Start anew: a forked child has the parent's queue, but neither its thread nor its loop."""
        self._queue: deque[tuple[str, Item]] = deque()
        self.taken = 0
        self._wake = threading.Condition()
        self._thread: threading.Thread | None = None
        self._sending = False
        self._outage = Outage(log, "pushing into the channel layer")
        self.lost = 0

    def push(self, group: str, item: Item) -> None:
        """Queue ``item`` for ``group``; never waits for Redis and never raises."""
        witness.published(item)
        with self._wake:
            if len(self._queue) >= QUEUE_ITEMS:
                self._queue.popleft()
                self._lose(1, OverflowError(f"more than {QUEUE_ITEMS} wait"))
            self._queue.append((group, item))
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._live, name="publisher", daemon=True)
                self._thread.start()
            self._wake.notify_all()

    def flush(self, seconds: float = EXIT_SECONDS) -> bool:
        """Wait until all is sent, for at most ``seconds``; true when it is."""
        with self._wake:
            return self._wake.wait_for(lambda: not self._queue and not self._sending, seconds)

    @property
    def waiting(self) -> int:
        return len(self._queue)

    def _live(self) -> None:
        asyncio.run(self._serve())

    async def _serve(self) -> None:
        await sync_to_async(self._drain, thread_sensitive=False, executor=cast("Any", _DaemonThread()))()

    def _drain(self) -> None:
        channel_layer: Any = get_channel_layer()
        while True:
            batch = self._next_batch()
            sent = [self._send(channel_layer, group, items) for group, items in batch.items()]
            if all(sent):
                witness.share()
            with self._wake:
                self._sending = False
                self._wake.notify_all()

    def _send(self, channel_layer: Any, group: str, items: list[Item]) -> bool:
        try:
            async_to_sync(channel_layer.group_send)(group, {"type": "push", "items": items})
        except Exception as error:
            # Redis is down or frozen. The rows are there; the hubs compare heads and find them.
            self._lose(len(items), error)
            return False
        self._outage.worked()
        return True

    def _lose(self, count: int, error: Exception) -> None:
        self.lost += count
        self._outage.failed(error, count)

    def _next_batch(self) -> dict[str, list[Item]]:
        with self._wake:
            self._wake.wait_for(lambda: bool(self._queue))
            self._sending = True
            batch: dict[str, list[Item]] = {}
            count = min(BATCH_ITEMS, len(self._queue))
            self.taken += count
            for _ in range(count):
                group, item = self._queue.popleft()
                batch.setdefault(group, []).append(item)
            # A room's events go together, those from after somebody's removal too; so they go behind it.
            return dict(sorted(batch.items(), key=lambda each: not any(_is_urgent(item) for item in each[1])))


def _is_urgent(item: Item) -> bool:
    return item.get("kind") in URGENT


publisher = Publisher()
