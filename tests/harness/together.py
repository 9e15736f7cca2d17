"""Several at the same moment."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from django.db import connection

PATIENCE_SECONDS = 60.0


def at_once(works: Sequence[Callable[[], object]]) -> None:
    """All of ``works`` begin together, each in a thread of its own; what goes wrong in one is raised here."""
    start = threading.Barrier(len(works))

    def begin(work: Callable[[], object]) -> None:
        start.wait()
        try:
            work()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as threads:
        for done in [threads.submit(begin, work) for work in works]:
            done.result(PATIENCE_SECONDS)
