"""Doing one attempt of a run: taken up by its row, reported while it works, and ended exactly once."""

import logging
import time
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from celery import current_task
from celery.app.task import Context
from celery.exceptions import Ignore, Retry
from django.utils import timezone
from django.utils.translation import gettext, override

from tasks.actions import begin_attempt, end_attempt, keep_file, postpone_attempt
from tasks.actions.attempts import Ending, StillHeld
from tasks.endings import cancelled, failed, succeeded
from tasks.live import LiveAttempt
from tasks.meter import Cancelled, Progress
from tasks.models import TaskRun
from tasks.reporter import SQL_ERRORS, reporter
from tasks.task_types import TaskType

log = logging.getLogger(__name__)

# Until it is clear whether the worker that held the run is gone; until SQL may be back.
LOOK_AGAIN_SECONDS = 6
RESENT = "roomcast_redelivered"


def as_uuid(task_id: str | None) -> UUID | None:
    """Celery takes any text for an id; ours are UUIDs."""
    try:
        return UUID(task_id or "")
    except ValueError:
        return None


def progress_of(request: Context) -> Progress:
    progress: Progress = vars(request).setdefault("roomcast_progress", Progress())
    return progress


def run_of(request: Context) -> TaskRun | None:
    """The run that is being done."""
    run: TaskRun | None = vars(request).get("roomcast_run")
    return run


def outer_run() -> TaskRun | None:
    """The run within which this code runs, if it is within one."""
    request = getattr(current_task, "request", None)
    return None if request is None else run_of(request)


def take_up(task: TaskType) -> TaskRun | None:
    """The run's row, begun; ``None`` where there is none to keep. ``Ignore`` ends a message that means no work."""
    request = task.request
    run_id = as_uuid(request.id)
    if run_id is None:
        return None
    try:
        run = begin_attempt(
            run_id=run_id,
            redelivered=_is_redelivered(request),
            worker=request.hostname or "",
            queue=(request.delivery_info or {}).get("routing_key") or "",
        )
    except TaskRun.DoesNotExist:
        return None
    except (StillHeld, *SQL_ERRORS) as error:
        log.warning("task %s is looked at again in %s s: %r", run_id, LOOK_AGAIN_SECONDS, error)
        task.send(run_id, countdown=LOOK_AGAIN_SECONDS, headers={RESENT: _is_redelivered(request)})
        raise Ignore from error
    if run is None:
        raise Ignore
    return run


def _is_redelivered(request: Context) -> bool:
    delivered_again = (request.delivery_info or {}).get("redelivered")
    return bool(delivered_again or (request.headers or {}).get(RESENT))


def execute(task: TaskType, run: TaskRun, work: Callable[[], Any]) -> Any:
    """Do ``work`` as the attempt that ``run`` has begun, and write its ending before Celery hears of it."""
    attempt = LiveAttempt(run, progress_of(task.request), time.monotonic())
    vars(task.request)["roomcast_run"] = run
    _begin_reporting(attempt, beside=not task.request.is_eager)
    try:
        with override(run.language or None):
            result = work()
    except Cancelled as stopped:
        _end(attempt, cancelled())
        raise Ignore from stopped
    except Retry as retry:
        _postpone(attempt, retry)
        raise
    except Exception as error:
        _end(attempt, failed(error, run.pk))
        raise
    else:
        _end(attempt, succeeded(result))
        return result
    finally:
        reporter.leave(attempt)


def _begin_reporting(attempt: LiveAttempt, beside: bool) -> None:
    """By a thread beside the task; in an eager run that would meet its caller's transaction, so the task does it."""
    keep = partial(keep_file, run=attempt.run)
    attempt.progress.attach(
        keep=lambda name, content: keep(name=name, content=content),
        after_report=None if beside else lambda: attempt.tell(time.monotonic()),
    )
    if beside:
        reporter.watch(attempt)


def _end(attempt: LiveAttempt, ending: Ending) -> None:
    _write(attempt, partial(end_attempt, run_id=attempt.run.pk, attempt=attempt.run.attempt, ending=ending))


def _postpone(attempt: LiveAttempt, retry: Retry) -> None:
    with override(attempt.run.language or None):
        message = gettext("Trying again in %(seconds)d s") % {"seconds": _seconds_until(retry)}
    _write(attempt, partial(postpone_attempt, run_id=attempt.run.pk, attempt=attempt.run.attempt, message=message))


def _seconds_until(retry: Retry) -> int:
    when = retry.when
    seconds = (when - timezone.now()).total_seconds() if isinstance(when, datetime) else float(when or 0)
    return max(0, round(seconds))


def _write(attempt: LiveAttempt, change: Callable[..., object]) -> None:
    """The last word of an attempt. Where SQL does not take it now, the reporter sees to it."""
    figures = attempt.close(time.monotonic())
    try:
        attempt.write_lines()
        change(**figures | {"log_head": attempt.run.log_head})
    except SQL_ERRORS as error:
        log.warning("the ending of task %s waits for the database: %r", attempt.run.pk, error)
        reporter.settle(partial(change, **figures))
