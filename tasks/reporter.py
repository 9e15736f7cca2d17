"""One thread per worker process that tells how far its tasks are, so that telling costs the tasks nothing.

It looks ten times a second at a task that reports, and pushes what has changed; one that has been silent wakes it by
its next report. Once a second it writes the row, which also renews the lease and brings the news that somebody
cancelled. SQL or Redis being away holds up this thread alone.
"""

import logging
import math
import os
import threading
import time
from collections.abc import Callable

from django.db import DatabaseError, InterfaceError, connection

from tasks.live import LiveAttempt

log = logging.getLogger(__name__)

# Between two tries to write an ending; and between two looks at tasks that all have ended.
TICK_SECONDS = 0.1
LONGEST_SECONDS = 1.0
WRITE_SECONDS = 1.0
SQL_ERRORS = (DatabaseError, InterfaceError)


class Reporter:
    """Thread-safe, and fork-safe by ``forget``."""

    def __init__(self) -> None:
        self.forget()
        os.register_at_fork(after_in_child=self.forget)

    def forget(self) -> None:
        """Start anew: a forked child has the parent's tasks, but not its thread."""
        self._changed = threading.Condition()
        self._live: list[LiveAttempt] = []
        self._endings: list[Callable[[], object]] = []
        self._thread: threading.Thread | None = None
        self._woken = False

    def watch(self, attempt: LiveAttempt) -> None:
        attempt.wake = self.wake
        with self._changed:
            self._live.append(attempt)
            self._wake()

    def leave(self, attempt: LiveAttempt) -> None:
        with self._changed:
            self._live = [each for each in self._live if each is not attempt]

    def settle(self, end: Callable[[], object]) -> None:
        """Call ``end`` until SQL takes it: the ending of a task whose own thread could not write it."""
        with self._changed:
            self._endings.append(end)
            self._wake()

    def flush(self, seconds: float) -> bool:
        """Wait until no ending is left to write, for at most ``seconds``."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._endings, seconds)

    def wake(self) -> None:
        """One of the tasks has reported, and waits for nothing."""
        with self._changed:
            self._wake()

    def _wake(self) -> None:
        self._woken = True
        if self._thread is None:
            self._thread = threading.Thread(target=self._serve, name="reporter", daemon=True)
            self._thread.start()
        self._changed.notify_all()

    def _serve(self) -> None:
        while True:
            for attempt in self._due():
                self._guarded(attempt.tell_now)
            self._settle()

    def _due(self) -> list[LiveAttempt]:
        """Wait until somebody wakes or until it is time."""
        with self._changed:
            if not (self._live or self._endings):
                # Idle, it holds no connection.
                connection.close()
                self._changed.wait_for(lambda: bool(self._live or self._endings))
            self._changed.wait_for(lambda: self._woken, self._seconds_left())
            self._woken = False
            return list(self._live)

    def _seconds_left(self) -> float:
        soonest = min((attempt.due_at for attempt in self._live), default=math.inf)
        return min(max(soonest - time.monotonic(), 0.0), TICK_SECONDS if self._endings else LONGEST_SECONDS)

    def _settle(self) -> None:
        for end in list(self._endings):
            if self._guarded(end):
                with self._changed:
                    self._endings.remove(end)
                    self._changed.notify_all()

    def _guarded(self, work: Callable[[], object]) -> bool:
        """Nothing that goes wrong here may end the thread: the next tick tries again, on a connection of its own."""
        try:
            work()
        except SQL_ERRORS as error:
            log.warning("the progress of a task could not be written: %r", error)
            connection.close()
            time.sleep(WRITE_SECONDS)
            return False
        except Exception:
            log.exception("the progress of a task could not be told")
            return False
        return True


reporter = Reporter()
