"""What an attempt tells while it runs: little, in order, and only as long as it is its own."""

import pytest

from project.realtime.states import Version
from tasks import live as live_module
from tasks.actions import cancel_task, end_attempt
from tasks.actions.attempts import Ending
from tasks.live import LiveAttempt
from tasks.meter import Progress
from tasks.states import TaskState
from tests.tasks.conftest import Start, reload


def told_by(attempt: LiveAttempt, seconds: float, each: float = 0.001) -> list[Version]:
    """The versions after every look, the clock being ours."""
    versions = []
    for tick in range(1, int(seconds / each)):
        attempt.progress.update(tick, 10_000)
        attempt.tell(tick * each)
        versions.append((attempt.run.attempt, attempt.run.n))
    return versions


def test_a_thousand_reports_a_second_are_ten_ticks(running: Start) -> None:
    attempt = LiveAttempt(running(), Progress(), now=0)
    versions = told_by(attempt, seconds=3)
    assert versions == sorted(versions)
    assert 25 <= len(set(versions)) <= 33
    row = reload(attempt.run)
    assert 1900 <= row.current <= 2100
    assert (row.total, row.state) == (10_000, TaskState.PROGRESS)
    assert row.n <= attempt.run.n


def test_nothing_new_is_nothing_told(running: Start) -> None:
    attempt = LiveAttempt(running(), Progress(), now=0)
    attempt.progress.update(5, 10)
    attempt.tell(0.1)
    first = attempt.run.n
    for tick in range(2, 9):
        attempt.tell(tick / 10)
    assert attempt.run.n == first


def test_a_cancel_reaches_the_task(running: Start, alice: object) -> None:
    run = running()
    attempt = LiveAttempt(run, Progress(), now=0)
    cancel_task(user=run.owner, run=run)  # type: ignore[arg-type]  # alice's
    attempt.tell(1.0)
    assert attempt.progress.cancelled
    assert attempt.run.state == TaskState.CANCELLING


def test_an_attempt_that_was_ended_by_others_stops(running: Start) -> None:
    run = running()
    attempt = LiveAttempt(run, Progress(), now=0)
    end_attempt(run_id=run.pk, attempt=1, ending=Ending(TaskState.LOST))
    attempt.tell(1.0)
    assert attempt.progress.cancelled
    assert reload(run).state == TaskState.LOST


def test_nonsense_harms_nobody(running: Start) -> None:
    attempt = LiveAttempt(running(), Progress(), now=0)
    for number, (current, total) in enumerate([(-5, 3), (7, 3), (float("nan"), float("inf")), (2, -1), ("x", None)], 1):
        attempt.progress.current, attempt.progress.total = current, total  # type: ignore[assignment]  # the nonsense
        attempt.progress.reported = True
        attempt.progress.message = "m" * 100_000
        attempt.tell(float(number))
    row = reload(attempt.run)
    assert row.current >= 0
    assert len(row.message) <= 200


def test_log_lines_are_numbered_and_capped(running: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live_module, "LINES_KEPT", 3)
    attempt = LiveAttempt(running(), Progress(), now=0)
    for number in range(6):
        attempt.progress.log(f"line {number}\x1b[31m\nand more")
    attempt.tell(1.0)
    lines = list(reload(attempt.run).log_lines.values_list("number", "text"))
    assert [number for number, _text in lines] == [1, 2, 3, 4]
    assert lines[0][1] == "line 0 [31m and more"
    assert "full" in lines[3][1]
    assert reload(attempt.run).log_head == 4
