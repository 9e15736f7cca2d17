"""What the worker says of an attempt: it began, it is so far, it has ended."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Case, F, Value, When
from django.db.models.functions import Greatest
from django.utils import timezone

from tasks.actions.changes import change, next_attempt, next_lease
from tasks.models import TaskLogLine, TaskRun
from tasks.states import RUNNING, UNFINISHED, TaskState

LINES_AT_ONCE = 500
# A worker renews its lease every second; one that has not done so for this long is gone, or as good as gone.
SILENCE = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class Ending:
    """How an attempt ended. Anybody may see ``message``; ``reference`` finds the traceback, which is for staff."""

    state: TaskState
    message: str = ""
    reference: str = ""
    traceback: str = ""
    result: Any = None


@dataclass(frozen=True, slots=True)
class Line:
    number: int
    at: datetime
    text: str


class StillHeld(Exception):
    """Another worker has said a moment ago that it works on this run."""


def begin_attempt(*, run_id: UUID, redelivered: bool, worker: str = "", queue: str = "") -> TaskRun | None:
    """A worker takes up the run. ``None``: it shall not, since the run is over, or in the hands of another.

    A message that the broker delivers again revives a run whose worker is gone. Raises ``TaskRun.DoesNotExist``, and
    ``StillHeld`` where it is too early to say that it is.
    """
    run = TaskRun.objects.with_faces().get(pk=run_id)
    held = {"started_at": timezone.now(), "lease_until": next_lease(), "worker": worker[:200], "queue": queue[:200]}
    if run.state == TaskState.QUEUED:
        return change(run_id=run.pk, attempt=run.attempt, among=[TaskState.QUEUED], state=TaskState.STARTED, **held)
    if run.cancel_requested_at is not None:
        end_attempt(run_id=run.pk, attempt=run.attempt, ending=Ending(TaskState.CANCELLED))
        return None
    if run.state == TaskState.RETRY or (redelivered and _is_orphan(run)):
        return next_attempt(run=run, state=TaskState.STARTED, **held)
    return None


def _is_orphan(run: TaskRun) -> bool:
    if run.state in RUNNING and run.lease_until and run.lease_until > next_lease() - SILENCE:
        raise StillHeld
    return run.state in RUNNING or run.state == TaskState.LOST


def report_progress(
    *, run_id: UUID, attempt: int, n: int, reported: bool, **figures: Any
) -> tuple[int, TaskState] | None:
    """Write how far the attempt is and renew its lease. Returns the version to count on from, and the state as others
    may have changed it; ``None`` when the attempt is not this worker's any more. Shows nothing: the worker's ticks do.
    """
    state = Case(When(state=TaskState.STARTED, then=Value(TaskState.PROGRESS)), default=F("state"))
    moved = {"state": state} if reported else {}
    rows = TaskRun.objects.this_attempt(run_id, attempt, RUNNING)
    if not rows.update(n=Greatest(F("n"), Value(n)) + 1, lease_until=next_lease(), **figures, **moved):
        return None
    found = rows.values_list("n", "state").first()
    return found and (found[0], TaskState(found[1]))


def write_log(*, run_id: UUID, lines: Sequence[Line]) -> None:
    rows = [TaskLogLine(run_id=run_id, number=line.number, at=line.at, text=line.text) for line in lines]
    TaskLogLine.objects.bulk_create(rows, batch_size=LINES_AT_ONCE, ignore_conflicts=True)


def postpone_attempt(*, run_id: UUID, attempt: int, message: str, **figures: Any) -> TaskRun | None:
    """The attempt failed and will be tried again by Celery; a cancelled one ends instead."""
    if TaskRun.objects.filter(pk=run_id, cancel_requested_at__isnull=False).exists():
        return end_attempt(run_id=run_id, attempt=attempt, ending=Ending(TaskState.CANCELLED), **figures)
    return change(
        run_id=run_id,
        attempt=attempt,
        among=RUNNING,
        state=TaskState.RETRY,
        lease_until=None,
        **figures | {"message": message},
    )


@transaction.atomic
def end_attempt(*, run_id: UUID, attempt: int, ending: Ending, **figures: Any) -> TaskRun | None:
    """The attempt is over, once: whoever comes later with another ending gets ``None`` and changes nothing."""
    if ending.state == TaskState.SUCCESS:
        figures["percent"] = 100
    return change(
        run_id=run_id,
        attempt=attempt,
        among=UNFINISHED,
        state=ending.state,
        error_message=ending.message,
        error_reference=ending.reference,
        traceback=ending.traceback,
        result=ending.result,
        ended_at=timezone.now(),
        lease_until=None,
        rate=None,
        **{name: value for name, value in figures.items() if name != "rate"},
    )
