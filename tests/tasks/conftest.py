"""What the tests of tasks share: runs without a worker, and a task of every kind."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.contrib.auth.models import User

from chat.models import Room
from tasks.actions import begin_attempt, start_task
from tasks.models import TaskRun
from tests.harness.program import wait_until
from tests.harness.servers import Worker
from tests.tasks import samples

Start = Callable[..., TaskRun]
WORK_SECONDS = 20.0


def reload(run: TaskRun) -> TaskRun:
    return TaskRun.objects.get(pk=run.pk)


def ended(run: TaskRun, seconds: float = WORK_SECONDS) -> TaskRun:
    wait_until(lambda: reload(run).is_final, seconds, lambda: f"{reload(run).state} {reload(run).worker}")
    return reload(run)


def begun(run: TaskRun) -> TaskRun:
    wait_until(lambda: reload(run).current > 0, WORK_SECONDS, lambda: reload(run).state)
    return reload(run)


@pytest.fixture
def queued(alice: User) -> Start:
    """``queued(room=room)``: alice's count to ten, which no worker hears of before the test's transaction commits."""

    def start(room: Room | None = None, type_name: str = "count", **arguments: Any) -> TaskRun:
        wanted = arguments or {"steps": 10}
        outcome = start_task(owner=alice, type_name=type_name, arguments=wanted, room=room)
        return TaskRun.objects.get(pk=UUID(outcome.result["id"]))

    return start


@pytest.fixture
def running(queued: Start) -> Start:
    """The same, taken up by a worker."""

    def start(**wish: Any) -> TaskRun:
        run = begin_attempt(run_id=queued(**wish).pk, redelivered=False, worker="one@test")
        assert run is not None
        return run

    return start


class AuthorsWorker(Worker):
    """A worker that knows the sample tasks too."""

    def __init__(self, logs: Path, name: str = "authors", **changes: str) -> None:
        super().__init__(logs, name, **changes)
        self._command += ["--include", "tests.tasks.samples", "--queues", samples.QUEUE]


@pytest.fixture(scope="module")
def authors_worker_process(django_db_setup: None, django_db_blocker: Any, logs: Path) -> Iterator[AuthorsWorker]:
    with django_db_blocker.unblock():
        worker = AuthorsWorker(logs)
    worker.start()
    yield worker
    worker.stop()


@pytest.fixture
def authors_worker(authors_worker_process: AuthorsWorker, committed: None) -> AuthorsWorker:
    return authors_worker_process


@pytest.fixture
def start_authors_worker(committed: None, tmp_path: Path) -> Iterator[Callable[..., AuthorsWorker]]:
    """One of this test's own, to be killed."""
    started: list[AuthorsWorker] = []

    def start(**changes: str) -> AuthorsWorker:
        worker = AuthorsWorker(tmp_path, name=f"authors-{len(started)}", **changes)
        started.append(worker)
        worker.start()
        return worker

    yield start
    for worker in started:
        worker.stop()
