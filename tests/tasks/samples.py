"""Tasks as authors write them, each going wrong in its own way."""

import os
import signal
import time
from typing import Any

from celery import current_app, shared_task

from tasks.progress import TrackedTask, UserFacingError

# Of their own: other workers do not know them.
QUEUE = "authors"
PAUSE_SECONDS = 0.05

current_app.conf.task_routes = {f"{__name__}.*": {"queue": QUEUE}}


@shared_task(base=TrackedTask, bind=True, title="Endless")
def endless(self: TrackedTask) -> None:
    """Catches everything that it can, and ends all the same."""
    while True:
        try:
            self.progress.advance()
            time.sleep(PAUSE_SECONDS)
        except Exception:
            self.progress.log("an exception swallowed")


@shared_task(base=TrackedTask, bind=True, title="Silent")
def silent(self: TrackedTask, seconds: float) -> str:
    """Reports nothing."""
    time.sleep(seconds)
    return "done"


@shared_task(base=TrackedTask, bind=True, title="Flaky", max_retries=3)
def flaky(self: TrackedTask) -> int:
    self.progress.update(1, 2)
    if self.request.retries == 0:
        raise self.retry(countdown=1)
    return int(self.request.retries)


@shared_task(base=TrackedTask, bind=True, title="Killed")
def killed(self: TrackedTask) -> None:
    """As the system does with whoever takes all its memory."""
    self.progress.update(1, 2)
    os.kill(os.getpid(), signal.SIGKILL)


@shared_task(base=TrackedTask, bind=True, title="Restarted", acks_late=True, reject_on_worker_lost=True)
def restarted(self: TrackedTask) -> int:
    """Dies in its first attempt, and is delivered again."""
    if self.attempt == 1:
        os.kill(os.getpid(), signal.SIGKILL)
    return self.attempt


@shared_task(base=TrackedTask, bind=True, title="Overdue", soft_time_limit=1)
def overdue(self: TrackedTask) -> None:
    while True:
        time.sleep(PAUSE_SECONDS)


@shared_task(base=TrackedTask, bind=True, title="Stubborn", time_limit=2)
def stubborn(self: TrackedTask) -> None:
    while True:
        time.sleep(PAUSE_SECONDS)


@shared_task(base=TrackedTask, bind=True, title="Honest")
def honest(self: TrackedTask) -> None:
    raise UserFacingError("纸用完了")


@shared_task(base=TrackedTask, bind=True, title="Secretive")
def secretive(self: TrackedTask) -> None:
    raise RuntimeError("password=hunter2")


@shared_task(base=TrackedTask, bind=True, title="Outer")
def outer(self: TrackedTask) -> None:
    inner.delay(3, extra="x")


@shared_task(base=TrackedTask, bind=True, title="Inner")
def inner(self: TrackedTask, number: int, extra: str = "") -> dict[str, Any]:
    return {"number": number, "extra": extra}
