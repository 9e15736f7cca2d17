"""Celery's signals into the truth: what a task's own process cannot say of itself any more.

An attempt ends itself in ``execution``. Here, mostly in the worker's main process, is what is left: children that were
killed, time limits, messages revoked, expired or not understood. Endings are sticky, so it does no harm to hear twice.
"""

from typing import Any
from uuid import UUID

from celery import signals

from project.realtime.publisher import publisher
from tasks.actions import end_attempt
from tasks.actions.attempts import Ending
from tasks.endings import cancelled, failed
from tasks.execution import as_uuid
from tasks.models import TaskRun
from tasks.reporter import reporter
from tasks.states import TaskState

FLUSH_SECONDS = 2.0


def connect() -> None:
    signals.task_failure.connect(on_failure)
    signals.task_internal_error.connect(on_failure)
    signals.task_revoked.connect(on_revoked)
    signals.task_unknown.connect(on_unknown)
    signals.worker_process_shutdown.connect(on_shutdown)
    signals.worker_shutdown.connect(on_shutdown)


def on_failure(*, task_id: str, exception: BaseException, **_: Any) -> None:
    _end(as_uuid(task_id), lambda run_id: failed(exception, run_id))


def on_revoked(*, request: Any, terminated: bool, expired: bool, **_: Any) -> None:
    """Taken back before it began, or stopped by force."""
    _end(as_uuid(request.id), lambda _run_id: Ending(TaskState.TIMEOUT) if expired and not terminated else cancelled())


def on_unknown(*, id: str, exc: BaseException, **_: Any) -> None:
    """A message for a task that this worker does not have."""
    _end(as_uuid(id), lambda run_id: failed(exc, run_id))


def on_shutdown(**_: Any) -> None:
    """A child of a pool ends without Python's exit handlers."""
    reporter.flush(FLUSH_SECONDS)
    publisher.flush(FLUSH_SECONDS)


def _end(run_id: UUID | None, ending_of: Any) -> None:
    run = None if run_id is None else TaskRun.objects.unfinished().defer("arguments").filter(pk=run_id).first()
    if run is not None:
        end_attempt(run_id=run.pk, attempt=run.attempt, ending=ending_of(run.pk))
