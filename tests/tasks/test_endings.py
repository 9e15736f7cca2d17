"""Every way in which a task ends, provoked with a real worker: what the row says is what people see."""

import pytest
from django.contrib.auth.models import User

from tasks.actions import cancel_task
from tasks.leases import reap
from tasks.models import TaskRun
from tasks.tracked import TrackedTask
from tests.harness.program import wait_until
from tests.harness.servers import Worker
from tests.tasks import samples
from tests.tasks.conftest import WORK_SECONDS, begun, ended, reload


@pytest.mark.parametrize(
    ("task", "state", "message"),
    [
        (samples.honest, "FAILURE", "纸用完了"),
        (samples.secretive, "FAILURE", ""),
        (samples.killed, "LOST", ""),
        (samples.overdue, "TIMEOUT", ""),
        (samples.stubborn, "TIMEOUT", ""),
    ],
)
def test_failures(authors_worker: Worker, alice: User, task: TrackedTask, state: str, message: str) -> None:
    run = ended(task.start(user=alice))
    assert (run.state, run.error_message) == (state, message)
    assert bool(run.error_reference) == (task is samples.secretive)
    assert run.traceback


def test_a_swallower_of_exceptions_is_cancelled_all_the_same(authors_worker: Worker, alice: User) -> None:
    run = begun(samples.endless.start(user=alice))
    cancel_task(user=alice, run=run)
    over = ended(run, seconds=4)
    assert over.state == "CANCELLED"
    assert not over.log_lines.exists()
    assert over.current >= run.current


def test_a_retry_is_another_attempt(authors_worker: Worker, alice: User) -> None:
    run = ended(samples.flaky.start(user=alice))
    assert (run.state, run.attempt, run.result, run.percent) == ("SUCCESS", 2, 1, 100)
    assert run.attempts.get().state == "RETRY"


def test_a_redelivered_task_is_another_attempt(authors_worker: Worker, alice: User) -> None:
    run = ended(samples.restarted.start(user=alice), seconds=40)
    assert (run.state, run.attempt, run.result) == ("SUCCESS", 2, 2)


def test_a_task_that_says_nothing_keeps_its_lease(authors_worker: Worker, alice: User) -> None:
    run = samples.silent.start(user=alice, seconds=5)
    until = reload(run)
    while not until.is_final:
        reap()
        until = reload(run)
    assert (until.state, until.result) == ("SUCCESS", "done")


def test_what_a_task_sends_is_its_child(authors_worker: Worker, alice: User, carol: User) -> None:
    run = ended(samples.outer.start(user=alice))
    wait_until(lambda: run.children.filter(state="SUCCESS").exists(), WORK_SECONDS, lambda: str(run.children.values()))
    child = run.children.get()
    assert (child.owner, child.root, child.arguments) == (alice, run, {"number": 3, "extra": "x"})
    assert child.result == child.arguments
    assert not TaskRun.objects.visible_to(carol).filter(pk__in=[run.pk, child.pk]).exists()
