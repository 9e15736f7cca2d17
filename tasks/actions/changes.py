"""How every row changes: guarded by its attempt and state, newer than all that was shown, and told when it commits."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from notifications.actions import notify_user
from project.realtime.groups import user_topic
from project.realtime.publish import publish, publish_state
from tasks.events import TaskEnded
from tasks.faces import task_face, task_state, version_of
from tasks.models import TaskAttempt, TaskRun
from tasks.states import FINAL, TaskState

LEAP = 1000
"""A worker counts its ticks by ones between two writes of the row, and stops short of this; others leap over them."""
NOTIFICATION_KIND = "task_ended"
FRESH: dict[str, Any] = {
    "n": 0,
    "current": 0,
    "total": None,
    "percent": None,
    "rate": None,
    "message": "",
    "error_message": "",
    "error_reference": "",
    "traceback": "",
    "result": None,
    "cancel_requested_at": None,
    "started_at": None,
    "ended_at": None,
    "lease_until": None,
}


def next_lease() -> datetime:
    return timezone.now() + timedelta(seconds=settings.TASK_LEASE_SECONDS)


@transaction.atomic
def change(*, run_id: UUID, attempt: int, among: Iterable[TaskState], **fields: Any) -> TaskRun | None:
    """Change the row and show it, or ``None`` where it is not in that attempt and one of those states any more."""
    if not TaskRun.objects.this_attempt(run_id, attempt, among).update(n=F("n") + LEAP, **fields):
        return None
    run = TaskRun.objects.with_faces().get(pk=run_id)
    publish_state(task_state(run))
    if run.state in FINAL:
        _tell_owner(run)
    return run


def _tell_owner(run: TaskRun) -> None:
    if run.owner is None:
        return
    publish(user_topic(run.owner.pk), TaskEnded(task=task_face(run), version=version_of(run)))
    values = {"task": run.title, "state": str(run.state)}
    notify_user(user=run.owner, kind=NOTIFICATION_KIND, values=values, link=run.get_absolute_url())


@transaction.atomic
def next_attempt(*, run: TaskRun, **fields: Any) -> TaskRun | None:
    """Put the attempt on record and begin another; ``None`` where somebody else has just done so."""
    following = FRESH | {"attempt": run.attempt + 1} | fields
    if not TaskRun.objects.this_attempt(run.pk, run.attempt, [TaskState(run.state)]).update(**following):
        return None
    TaskAttempt.objects.create(
        run=run,
        number=run.attempt,
        state=run.state,
        current=run.current,
        total=run.total,
        error_message=run.error_message,
        error_reference=run.error_reference,
        traceback=run.traceback,
        worker=run.worker,
        started_at=run.started_at,
        ended_at=run.ended_at,
    )
    begun = TaskRun.objects.with_faces().get(pk=run.pk)
    publish_state(task_state(begun))
    return begun
