"""An attempt that runs in this process: what was told of it, and what there is to tell."""

import math
import threading
import time
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext

from project.realtime.publish import publish_state
from tasks.actions import report_progress, write_log
from tasks.actions.attempts import Line
from tasks.actions.changes import LEAP
from tasks.faces import task_state
from tasks.meter import Progress
from tasks.models import LINE_CHARACTERS, TaskRun
from tasks.numbers import Pace, clamped, percent_of, presentable
from tasks.states import TaskState

WRITE_SECONDS = 1.0
PUSH_SECONDS = 0.1
LINES_KEPT = 10_000


class LiveAttempt:
    """``run`` is this process's own copy of the row. A reporter tells, until the task's thread closes.

    ``due_at`` is when it wants to tell again; ``wake``, where it is given, is called when it does so before.
    """

    def __init__(self, run: TaskRun, progress: Progress, now: float) -> None:
        self.run, self.progress = run, progress
        self.due_at = now + PUSH_SECONDS
        self.wake: Callable[[], None] | None = None
        self._pace = Pace(began=now, at=now)
        self._told = self._shown(now)
        self._row_n = run.n
        self._lines_written = 0
        self._pushed_at, self._written_at = now, now
        self._lock = threading.Lock()
        self._closed = self._woken = False

    def tell(self, now: float) -> None:
        """Push what changed, and write the row, whichever is due."""
        if now - self._pushed_at < PUSH_SECONDS or (now < self.due_at and not self._woken):
            return
        with self._lock:
            if self._closed:
                return
            woken, self._woken = self._woken, False
            self.due_at = now + PUSH_SECONDS
            # What was reported goes first: people wait for it, and nobody for the row.
            pushed = self._push(now)
            if now - self._written_at >= WRITE_SECONDS:
                self._written_at = now
                self._write(now)
            if not (pushed or woken):
                self._rest(now)

    def tell_now(self) -> None:
        self.tell(time.monotonic())

    def _rest(self, now: float) -> None:
        """Nothing was told for a while: the next report is told at once, and until then only the row is due."""
        if self.wake is None:
            return
        self.progress.wake_at_report(partial(self._wake_up, self.wake))
        # Once more, for what was reported a moment before, and for what the row had to say.
        if self._push(now):
            self.progress.wake_at_report(None)
        else:
            self.due_at = self._written_at + WRITE_SECONDS

    def _wake_up(self, wake: Callable[[], None]) -> None:
        """In the task's thread."""
        self._woken = True
        wake()

    def close(self, now: float) -> dict[str, Any]:
        """Nothing is told from here on; returns the last figures."""
        with self._lock:
            self._closed, self.due_at = True, math.inf
            return self.figures(now)

    def figures(self, now: float) -> dict[str, Any]:
        """The task's numbers as they may be shown."""
        current, total = clamped(self.progress.current), clamped(self.progress.total)
        current = self.run.current if current is None else current
        current = current if total is None else min(current, total)
        self._pace.observe(current, now)
        return {
            "current": current,
            "total": total,
            "percent": percent_of(current, total, self.run.percent),
            "message": presentable(self.progress.message),
            "rate": self._pace.rate,
            "log_head": self.run.log_head,
        }

    def write_lines(self) -> None:
        """Store the lines that wait."""
        lines = [self._line(at, text) for at, text in self._taken()]
        kept = [line for line in lines if line is not None]
        if kept:
            write_log(run_id=self.run.pk, lines=kept)

    def _taken(self) -> list[tuple[datetime, str]]:
        waiting = self.progress.lines
        taken = [waiting.popleft() for _ in range(len(waiting))]
        if lost := self.progress.lines_lost:
            self.progress.lines_lost = 0
            taken.append(
                (timezone.now(), gettext("%(count)d lines came too fast and were left out.") % {"count": lost})
            )
        return taken

    def _line(self, at: datetime, text: str) -> Line | None:
        self._lines_written += 1
        if self._lines_written > LINES_KEPT + 1:
            return None
        if self._lines_written > LINES_KEPT:
            text = gettext("The log is full; what follows is left out.")
        self.run.log_head += 1
        return Line(self.run.log_head, at, presentable(text, LINE_CHARACTERS))

    def _write(self, now: float) -> None:
        self.write_lines()
        found = report_progress(
            run_id=self.run.pk,
            attempt=self.run.attempt,
            n=self.run.n,
            reported=self.progress.reported,
            **self.figures(now),
        )
        if found is None:
            # Cancelled by force, lost and tried again elsewhere: whatever this attempt does, nobody will see it.
            self.progress.stop()
            return
        self.run.n, state = found
        self._row_n, self.run.state = self.run.n, state
        if state == TaskState.CANCELLING:
            self.progress.stop()

    def _push(self, now: float) -> bool:
        """Was there anything to tell?"""
        shown = self._shown(now)
        if shown == self._told or self.run.n - self._row_n >= LEAP - 1:
            return False
        self._pushed_at = now
        self._told = shown
        for name, value in shown.items():
            setattr(self.run, name, value)
        self.run.n += 1
        publish_state(task_state(self.run))
        return True

    def _shown(self, now: float) -> dict[str, Any]:
        """All of it is the task's doing, the pace included: while the task stands still, so does this."""
        begins = self.run.state == TaskState.STARTED and self.progress.reported
        return self.figures(now) | {"state": TaskState.PROGRESS if begins else self.run.state}
