"""What people ask of a run: to stop it, to try it again."""

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from project.realtime.commands import Outcome
from project.realtime.errors import Conflict
from project.realtime.receipts import once
from tasks import task_types
from tasks.access import require_change
from tasks.actions.attempts import Ending, end_attempt
from tasks.actions.changes import change, next_attempt
from tasks.actions.creation import send_run
from tasks.models import TaskRun
from tasks.states import RUNNING, TaskState

OVER = _("This task is over.")
NOT_OVER = _("This task is not over yet.")


def cancel_task(*, user: User, run: TaskRun, key: UUID | None = None) -> Outcome:
    """A waiting run ends at once; the worker of a running one notices within a second and stops at its next report."""
    require_change(user, run)

    def work() -> dict[str, Any]:
        current = TaskRun.objects.select_for_update().defer("arguments").get(pk=run.pk)
        if current.is_final:
            raise Conflict(OVER)
        changed = _stop(current)
        # A worker may have moved it between reading and changing; the client may ask again.
        if changed is None:
            raise Conflict
        return {"id": str(run.pk), "state": str(changed.state)}

    return once(user=user, key=key, verb="cancel_task", request={"task": str(run.pk)}, work=work)


def _stop(run: TaskRun) -> TaskRun | None:
    if run.state in RUNNING:
        asked_at = run.cancel_requested_at or timezone.now()
        return change(
            run_id=run.pk, attempt=run.attempt, among=RUNNING, state=TaskState.CANCELLING, cancel_requested_at=asked_at
        )
    return end_attempt(
        run_id=run.pk, attempt=run.attempt, ending=Ending(TaskState.CANCELLED), cancel_requested_at=timezone.now()
    )


def retry_task(*, user: User, run: TaskRun, key: UUID | None = None) -> Outcome:
    """The same run once more, as its next attempt; what the last one was stays on record."""
    require_change(user, run)
    task_type = task_types.named(run.type)

    def work() -> dict[str, Any]:
        current = TaskRun.objects.select_for_update().get(pk=run.pk)
        if not current.is_final:
            raise Conflict(NOT_OVER)
        begun = next_attempt(run=current, state=TaskState.QUEUED, dispatched_at=None)
        if begun is None:
            raise Conflict(NOT_OVER)
        transaction.on_commit(partial(send_run, run.pk, partial(task_type.send, run.pk)))
        return {"id": str(run.pk), "attempt": begun.attempt}

    return once(user=user, key=key, verb="retry_task", request={"task": str(run.pk)}, work=work)
