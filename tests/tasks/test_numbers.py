"""Nonsense is clamped, percent never falls, and only success is the whole."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.meter import Cancelled, Progress, ProgressRecorder
from tasks.numbers import Pace, about, clamped, percent_of, presentable


@settings(deadline=None)
@given(st.lists(st.tuples(st.floats(), st.floats() | st.none()), max_size=30))
def test_percent_never_falls_and_stays_below_the_whole(reports: list[tuple[float, float | None]]) -> None:
    shown: list[float] = []
    for current, total in reports:
        known = clamped(total)
        so_far = min(clamped(current) or 0.0, math.inf if known is None else known)
        percent = percent_of(so_far, known, shown[-1] if shown else None)
        if percent is not None:
            shown.append(percent)
    assert shown == sorted(shown)
    assert all(0 <= percent < 100 for percent in shown)


@pytest.mark.parametrize(("value", "kept"), [(-3, 0), (math.nan, None), (math.inf, 2.0**53), ("7", None), (True, None)])
def test_what_is_no_count_is_none(value: object, kept: float | None) -> None:
    assert clamped(value) == kept


@settings(deadline=None)
@given(st.text(), st.integers(1, 50))
def test_messages_are_one_printable_line(text: str, characters: int) -> None:
    line = presentable(text, characters)
    assert len(line) <= characters
    assert line.isprintable()
    line.encode()


def test_a_message_of_ten_megabytes_is_cut() -> None:
    assert presentable("进度" * 5_000_000) == "进度" * 99 + "进…"


def test_the_pace_is_hidden_until_it_is_stable() -> None:
    pace = Pace(began=0, at=0)
    for second in range(1, 5):
        pace.observe(second * 10, second)
        assert pace.rate == (None if second < 2 else 10)


def test_the_pace_is_the_same_however_often_one_looks() -> None:
    seldom, often = Pace(began=0, at=0), Pace(began=0, at=0)
    for tick in range(1, 101):
        # Twenty at once, every two seconds; and one every tenth of a second.
        often.observe(tick, tick / 10)
        seldom.observe(tick // 20 * 20, tick / 10)
    assert (seldom.rate, often.rate) == (10, 10)


def test_a_guess_has_three_digits() -> None:
    assert [about(value) for value in (0.012345, 1.2345, 123.45, 98765)] == [0.0123, 1.23, 123, 98800]


def test_without_a_worker_it_counts_and_tells_nobody() -> None:
    progress = Progress()
    assert list(progress.track(["a", "b"], message="Reading")) == ["a", "b"]
    with progress.result_file("x.txt") as file:
        file.write(b"kept nowhere")
    progress.log("unheard")
    assert (progress.current, progress.total, progress.message) == (2, 2, "Reading")


def test_only_the_next_report_wakes() -> None:
    progress, woken = Progress(), []
    progress.wake_at_report(lambda: woken.append(progress.current))
    for number in range(1, 5):
        progress.update(number)
    assert woken == [1]
    progress.wake_at_report(lambda: woken.append(progress.current))
    assert list(progress.track("abc")) == ["a", "b", "c"]
    assert woken == [1, 0]
    progress.wake_at_report(lambda: woken.append(progress.current))
    progress.wake_at_report(None)
    progress.log("unheard")
    assert woken == [1, 0]


def test_a_cancelled_task_ends_at_its_next_report_whatever_it_catches() -> None:
    progress = Progress()
    done = []

    def work() -> None:
        for item in progress.track(range(5)):
            try:
                done.append(item)
                if item == 2:
                    progress.stop()
                progress.advance(0)
            except Exception:
                done.append(-1)

    with pytest.raises(Cancelled):
        work()
    assert done == [0, 1, 2]


def test_celery_progress_may_stay_as_it_was() -> None:
    recorder = ProgressRecorder(object())
    assert recorder.set_progress(3, 10, "description")[1]["percent"] == 30
    assert recorder.increment_progress(by=2)[1]["current"] == 5
