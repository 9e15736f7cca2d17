"""One thread per worker process that tells how far its tasks are, so that telling costs the tasks nothing.

It wakes ten times a second while a task runs here, pushes what has changed, and once a second writes the row, which
also renews the lease and brings the news that somebody cancelled. SQL or Redis being away holds up this thread alone.
"""

import logging
import os
import threading
import time
from collections.abc import Callable

from django.db import DatabaseError, InterfaceError, connection

from tasks.live import LiveAttempt

log = logging.getLogger(__name__)

TICK_SECONDS = 0.1
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

    def watch(self, attempt: LiveAttempt) -> None:
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

    def _wake(self) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._serve, name="reporter", daemon=True)
            self._thread.start()
        self._changed.notify_all()

    def _serve(self) -> None:
        while True:
            with self._changed:
                if not (self._live or self._endings):
                    # Idle, it holds no connection.
                    connection.close()
                    self._changed.wait_for(lambda: bool(self._live or self._endings))
                live = list(self._live)
            for attempt in live:
                self._guarded(attempt.tell_now)
            self._settle()
            time.sleep(TICK_SECONDS)

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
