"""What an attempt tells while it runs: little, in order, and only as long as it is its own."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from project.realtime.states import Version
from tasks import live as live_module
from tasks.actions import cancel_task, end_attempt
from tasks.actions.attempts import Ending
from tasks.live import PUSH_SECONDS, LiveAttempt
from tasks.meter import Progress
from tasks.states import TaskState
from tests.tasks.conftest import Start, reload

CaptureCallbacks = Callable[[], AbstractContextManager[list[Callable[[], object]]]]


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


def test_a_bar_that_stands_still_sends_nothing(
    running: Start, django_capture_on_commit_callbacks: CaptureCallbacks
) -> None:
    attempt = LiveAttempt(running(), Progress(), now=0)
    told_by(attempt, seconds=3)
    attempt.tell(3.1)
    rate = attempt.run.rate
    assert rate is not None
    with django_capture_on_commit_callbacks() as told:
        for tick in range(32, 80):
            attempt.tell(tick / 10)
    assert (told, attempt.run.rate) == ([], rate)
    with django_capture_on_commit_callbacks() as told:
        attempt.progress.advance()
        attempt.tell(8.1)
    assert len(told) == 1
    assert attempt.run.rate is not None
    assert attempt.run.rate < rate


def test_the_first_report_is_told_though_it_counts_nothing(
    running: Start, django_capture_on_commit_callbacks: CaptureCallbacks
) -> None:
    attempt = LiveAttempt(running(), Progress(), now=0)
    with django_capture_on_commit_callbacks() as told:
        attempt.progress.update(0)
        attempt.tell(0.1)
    assert len(told) == 1
    assert attempt.run.state == TaskState.PROGRESS


class Day:
    """A reporter by a clock of ours: it looks when it is time, and when it is woken."""

    def __init__(self, attempt: LiveAttempt) -> None:
        self.attempt, self.now = attempt, 0.0
        self.woken = 0
        self.pushed: list[tuple[float, float]] = []
        attempt.wake = self._wake

    def pass_until(self, end: float) -> None:
        while self.attempt.due_at <= end:
            self.now = max(self.now, self.attempt.due_at)
            self.look()
        self.now = end

    def report(self, current: float) -> None:
        woken = self.woken
        self.attempt.progress.update(current, 1_000_000)
        if self.woken > woken:
            self.look()

    def _wake(self) -> None:
        self.woken += 1

    def look(self) -> None:
        before = self.attempt.run.current
        # A hair later, as clocks are.
        self.now += 1e-6
        self.attempt.tell(self.now)
        if self.attempt.run.current != before:
            self.pushed.append((self.now, self.attempt.run.current))


def test_after_a_silence_a_report_is_told_at_once(running: Start) -> None:
    day = Day(LiveAttempt(running(), Progress(), now=0))
    day.pass_until(0.5)
    day.report(1)
    assert [current for _at, current in day.pushed] == [1]
    for current in range(2, 100):
        day.report(current)
    assert (day.woken, len(day.pushed)) == (1, 1)
    day.pass_until(0.7)
    assert [current for _at, current in day.pushed] == [1, 99]


def test_lines_alone_wake_nobody_more_than_ten_times_a_second(running: Start) -> None:
    day = Day(LiveAttempt(running(), Progress(), now=0))
    for line in range(2000):
        day.pass_until(line / 1000)
        woken = day.woken
        day.attempt.progress.log(line)
        if day.woken > woken:
            day.look()
    assert day.woken <= 20


@settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pauses=st.lists(st.sampled_from([0.0, 0.001, 0.03, 0.1, 0.4, 1.2]), max_size=25))
def test_every_report_is_told_in_time_and_none_too_often(running: Start, pauses: list[float]) -> None:
    day = Day(LiveAttempt(running(), Progress(), now=0))
    at = 0.0
    for number, pause in enumerate(pauses, 1):
        at += pause
        day.pass_until(at)
        day.report(number)
        at = day.now
    day.pass_until(at + PUSH_SECONDS * 1.1)
    assert day.attempt.run.current == len(pauses)
    times = [when for when, _current in day.pushed]
    assert all(later - earlier >= PUSH_SECONDS * 0.999 for earlier, later in pairwise(times))


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
