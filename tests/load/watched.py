"""One task more for the worker: like the shipped ``count``, and it says when it counted."""

import time

from celery import shared_task

from tasks.progress import TrackedTask
from tests.load.publishers.pace import stamp


@shared_task(base=TrackedTask, bind=True, name="load.watched", title="Watched")
def watched(self: TrackedTask, steps: int, delay: float) -> int:
    began = time.monotonic()
    for number in range(steps):
        time.sleep(max(0.0, began + number * delay - time.monotonic()))
        self.progress.update(number + 1, steps, stamp(number))
    # As long as the last step takes too, so that it is seen before the end.
    time.sleep(delay)
    return steps
