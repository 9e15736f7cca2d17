"""What becomes of an attempt, by what its function returned or raised."""

import json
import secrets
import traceback
from typing import Any
from uuid import UUID

import structlog
from billiard.exceptions import SoftTimeLimitExceeded, TimeLimitExceeded, WorkerLostError

from project.realtime.errors import Problem
from tasks.actions.attempts import Ending
from tasks.meter import UserFacingError
from tasks.plain import plain
from tasks.states import TaskState

log = structlog.get_logger(__name__)

MESSAGE_CHARACTERS = 2000
TRACEBACK_CHARACTERS = 20_000
# It travels in a frame, with everything else that a task shows.
RESULT_CHARACTERS = 8_000
TIMEOUTS = (SoftTimeLimitExceeded, TimeLimitExceeded)


def succeeded(result: Any) -> Ending:
    """What was returned is shown, unless it is too long for that."""
    shown = plain(result)
    if len(json.dumps(shown)) > RESULT_CHARACTERS:
        shown = None
    return Ending(TaskState.SUCCESS, result=shown)


def cancelled() -> Ending:
    return Ending(TaskState.CANCELLED)


def failed(error: BaseException, run_id: UUID) -> Ending:
    """Errors made for people show their text; of any other there is a reference, and the rest is in the log."""
    story = "".join(traceback.format_exception(error))[-TRACEBACK_CHARACTERS:]
    if isinstance(error, WorkerLostError):
        return Ending(TaskState.LOST, traceback=story)
    if isinstance(error, TIMEOUTS):
        return Ending(TaskState.TIMEOUT, traceback=story)
    if isinstance(error, UserFacingError):
        return Ending(TaskState.FAILURE, message=str(error)[:MESSAGE_CHARACTERS], traceback=story)
    if isinstance(error, Problem):
        return Ending(TaskState.FAILURE, message=sentence(error)[:MESSAGE_CHARACTERS], traceback=story)
    reference = secrets.token_hex(4).upper()
    log.error("task_failed", task_id=str(run_id), reference=reference, exc_info=error)
    return Ending(TaskState.FAILURE, reference=reference, traceback=story)


def sentence(problem: Problem) -> str:
    """The problem with what it says of single fields."""
    fields: dict[str, str] = problem.as_dict().get("fields", {})
    return "\n".join([str(problem.message), *(f"{name}: {text}" for name, text in fields.items())])
