"""A demonstration: something that takes as long as it is told to."""

import time
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext

from tasks.meter import Progress

SLICE_SECONDS = 0.2


def count(progress: Progress, *, steps: int, delay: float, fail_at: int | None, total_known: bool, log: bool) -> int:
    """Count to ``steps``, each taking ``delay`` seconds; returns how far it came."""
    numbers: Iterable[int] = range(1, steps + 1)
    for number in progress.track(numbers if total_known else iter(numbers), message=gettext("Counting")):
        if number == fail_at:
            raise RuntimeError(f"told to fail at {number}")
        for seconds in _slices(delay):
            time.sleep(seconds)
            if progress.cancelled:
                break
        if log:
            progress.log(gettext("Counted %(number)d") % {"number": number})
    return steps


def _slices(seconds: float) -> Iterator[float]:
    """Long waits in short pieces, so that a cancelled one does not last."""
    while seconds > 0:
        yield min(seconds, SLICE_SECONDS)
        seconds -= SLICE_SECONDS
