"""What a task reports: numbers kept where they cost nothing, for a reporter to fetch when it likes."""

import tempfile
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sized
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import IO, TypeVar

from django.core.files import File
from django.utils import timezone

Item = TypeVar("Item")
LINES_WAITING = 10_000


class Cancelled(BaseException):
    """Somebody cancelled the task. No ``Exception``, so that a task's own ``except Exception`` does not swallow it."""


class UserFacingError(Exception):
    """A failure whose text is meant for whoever started the task. Any other exception shows a reference only."""


class Progress:
    """``self.progress`` of a tracked task. Every report is a point at which a cancelled task ends.

    Outside a worker it counts, and tells nobody. Not for several threads at once.
    """

    def __init__(self) -> None:
        self.current: float = 0
        self.total: float | None = None
        self.message: str = ""
        self.reported = False
        self.lines: deque[tuple[datetime, str]] = deque()
        self.lines_lost = 0
        self._stopped = False
        self._after_report: Callable[[], None] | None = None
        self._keep: Callable[[str, File[bytes]], object] | None = None

    def attach(self, keep: Callable[[str, File[bytes]], object], after_report: Callable[[], None] | None) -> None:
        """``keep`` stores a result file; ``after_report`` is called where no reporter works beside the task."""
        self._keep, self._after_report = keep, after_report

    def wake_at_report(self, wake: Callable[[], None] | None) -> None:
        """Have the next report, and only that one, call ``wake``; ``None`` takes it back."""
        self._after_report = wake and partial(self._wake_once, wake)

    def _wake_once(self, wake: Callable[[], None]) -> None:
        self._after_report = None
        wake()

    def stop(self) -> None:
        """Have the task end at its next report."""
        self._stopped = True

    @property
    def cancelled(self) -> bool:
        """For a task that wants to end in its own way."""
        return self._stopped

    def track(self, iterable: Iterable[Item], total: float | None = None, message: str = "") -> Iterator[Item]:
        """The items of ``iterable``, each counted when it is done; ``total`` is its length where it has one."""
        known = len(iterable) if total is None and isinstance(iterable, Sized) else total
        self.current, self.total = 0, known
        self.update(0, known, message or None)
        # Runs once per item: nothing here but an assignment and two looks.
        for done, item in enumerate(iterable, 1):
            if self._stopped:
                raise Cancelled
            yield item
            self.current = done
            if (after_report := self._after_report) is not None:
                after_report()
        self._check()

    def update(self, current: float, total: float | None = None, message: str | None = None) -> None:
        """So far; a ``total`` or ``message`` that is not given stays as it was."""
        self.reported = True
        self.current = current
        if total is not None:
            self.total = total
        if message is not None:
            self.message = message
        self._check()

    def advance(self, n: float = 1) -> None:
        self.update(self.current + n)

    def log(self, line: object) -> None:
        """Add a line to the task's log."""
        if len(self.lines) < LINES_WAITING:
            self.lines.append((timezone.now(), str(line)))
        else:
            self.lines_lost += 1
        self._check()

    @contextmanager
    def result_file(self, name: str) -> Iterator[IO[bytes]]:
        """A binary file to write; once it is written without an error it can be downloaded under ``name``."""
        with tempfile.TemporaryFile() as file:
            yield file
            file.seek(0)
            if self._keep is not None:
                self._keep(Path(name).name, File(file, name))

    def _check(self) -> None:
        if self._stopped:
            raise Cancelled
        # Looked at once: the reporter may take it back between two looks.
        if (after_report := self._after_report) is not None:
            after_report()


class ProgressRecorder:
    """Call-compatible with celery-progress: ``ProgressRecorder(self).set_progress(3, 10, "description")``."""

    def __init__(self, task: object) -> None:
        progress = getattr(task, "progress", None)
        self._progress = progress if isinstance(progress, Progress) else Progress()

    def set_progress(self, current: float, total: float, description: str = "") -> tuple[str, dict[str, object]]:
        self._progress.update(current, total, description)
        return "PROGRESS", self._meta(current, total, description)

    def increment_progress(self, by: float = 1, description: str = "") -> tuple[str, dict[str, object]]:
        total = self._progress.total or 0
        return self.set_progress(self._progress.current + by, total, description)

    def _meta(self, current: float, total: float, description: str) -> dict[str, object]:
        percent = round(current / total * 100, 2) if total > 0 else 0
        return {"pending": False, "current": current, "total": total, "percent": percent, "description": description}
