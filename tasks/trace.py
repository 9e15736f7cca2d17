"""From the click to the worker's line by one name: what the log says of who starts a task goes along with it.

A socket's lines have ``connection``, a request's ``request_id``; those of the task that it starts have them too, and
so have those of its own tasks. A run that the reaper sends again has its ``task_id`` alone.
"""

from typing import Any

from celery import Task, signals
from structlog.contextvars import bind_contextvars, clear_contextvars, get_contextvars

HEADER = "roomcast_trace"
# Nothing else of a request's context: an address need not travel through the broker.
NAMES = ("connection", "request_id", "user_id")


def connect() -> None:
    signals.before_task_publish.connect(on_publish)
    signals.task_prerun.connect(on_begin)
    signals.task_postrun.connect(on_end)


def on_publish(*, headers: dict[str, Any], **_: Any) -> None:
    here = get_contextvars()
    headers[HEADER] = {name: here[name] for name in NAMES if name in here}


def on_begin(*, task_id: str, task: Task[..., Any], **_: Any) -> None:
    # An eager task runs within its caller, whose names are there already.
    if not task.request.is_eager:
        clear_contextvars()
        bind_contextvars(task_id=task_id, **(getattr(task.request, HEADER, None) or {}))


def on_end(*, task: Task[..., Any], **_: Any) -> None:
    if not task.request.is_eager:
        clear_contextvars()
