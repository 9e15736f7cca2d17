"""Every run ends exactly once, whoever says what and when."""

from datetime import timedelta

import pytest
from django.utils import timezone

from project.realtime.models import StoredEvent
from tasks.actions import begin_attempt, end_attempt, lose_lapsed, postpone_attempt, report_progress
from tasks.actions.attempts import Ending, StillHeld
from tasks.models import TaskRun
from tasks.states import FINAL, TaskState
from tests.tasks.conftest import Start, reload


@pytest.mark.parametrize("ending", sorted(FINAL))
def test_an_ending_is_sticky(running: Start, ending: TaskState) -> None:
    run = running()
    assert end_attempt(run_id=run.pk, attempt=1, ending=Ending(ending))
    for late in sorted(FINAL):
        assert end_attempt(run_id=run.pk, attempt=1, ending=Ending(late, message="late")) is None
    assert report_progress(run_id=run.pk, attempt=1, n=5, reported=True, current=3) is None
    assert reload(run).state == ending
    assert StoredEvent.objects.filter(name="task_ended", data__task__id=str(run.pk)).count() == 1


def test_every_change_is_newer_than_all_that_was_shown(running: Start) -> None:
    run = running()
    found = report_progress(run_id=run.pk, attempt=1, n=run.n + 40, reported=True, current=3)
    assert found == (run.n + 41, TaskState.PROGRESS)
    ended = end_attempt(run_id=run.pk, attempt=1, ending=Ending(TaskState.SUCCESS))
    # Ticks that the worker has pushed since it last wrote the row, at ten a second.
    assert ended is not None
    assert ended.n > run.n + 41 + 100


def test_a_lapsed_lease_is_lost_and_a_renewed_one_is_not(running: Start) -> None:
    gone, alive = running(), running()
    TaskRun.objects.filter(pk=gone.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    assert lose_lapsed(now=timezone.now()) == 1
    assert lose_lapsed(now=timezone.now()) == 0
    assert reload(gone).state == TaskState.LOST
    assert reload(alive).state == TaskState.STARTED


def test_queued_runs_wait_for_ever(queued: Start) -> None:
    run = queued()
    lose_lapsed(now=timezone.now() + timedelta(days=365))
    assert reload(run).state == TaskState.QUEUED


def test_the_same_message_twice_is_done_once(running: Start) -> None:
    run = running()
    assert begin_attempt(run_id=run.pk, redelivered=False) is None
    with pytest.raises(StillHeld):
        begin_attempt(run_id=run.pk, redelivered=True)
    end_attempt(run_id=run.pk, attempt=1, ending=Ending(TaskState.SUCCESS))
    assert begin_attempt(run_id=run.pk, redelivered=True) is None


@pytest.mark.parametrize("lost", [True, False])
def test_a_redelivered_message_begins_the_next_attempt(running: Start, lost: bool) -> None:
    run = running()
    TaskRun.objects.filter(pk=run.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    if lost:
        lose_lapsed(now=timezone.now())
    again = begin_attempt(run_id=run.pk, redelivered=True)
    assert again is not None
    assert (again.attempt, again.n, again.state, again.ended_at) == (2, 0, TaskState.STARTED, None)
    # The first attempt's worker was not dead after all: nobody hears it.
    assert report_progress(run_id=run.pk, attempt=1, n=50, reported=True, current=9) is None
    assert end_attempt(run_id=run.pk, attempt=1, ending=Ending(TaskState.SUCCESS)) is None
    assert reload(run).attempts.get().number == 1


def test_a_retry_of_celery_is_the_next_attempt(running: Start) -> None:
    run = running()
    postponed = postpone_attempt(run_id=run.pk, attempt=1, message="in 5 s", current=4)
    assert postponed is not None
    assert (postponed.state, postponed.message, postponed.is_final) == (TaskState.RETRY, "in 5 s", False)
    again = begin_attempt(run_id=run.pk, redelivered=False)
    assert again is not None
    assert (again.attempt, again.current) == (2, 0)
