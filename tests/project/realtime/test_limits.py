"""How fast is too fast."""

from collections.abc import Callable

import pytest

from project.realtime import limits
from project.realtime.errors import TooFast
from project.realtime.limits import Bucket, Window, take


class Clock:
    """A monotonic clock that goes when told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(limits, "time", clock)
    return clock


def count_until_refused(action: Callable[[], object], most: int = 100) -> int:
    for done in range(most):
        try:
            action()
        except TooFast:
            return done
    return most


def test_a_bucket_gives_its_burst_and_then_says_when(clock: Clock) -> None:
    bucket = Bucket(rate=10, burst=30)
    assert count_until_refused(bucket.take) == 30
    with pytest.raises(TooFast) as refused:
        bucket.take()
    assert refused.value.details["after_ms"] == 100


def test_a_bucket_fills_at_its_rate(clock: Clock) -> None:
    bucket = Bucket(rate=10, burst=30)
    count_until_refused(bucket.take)
    clock.now += 0.5
    assert count_until_refused(bucket.take) == 5
    clock.now += 3600
    assert count_until_refused(bucket.take) == 30


def test_a_window_counts_anew(clock: Clock) -> None:
    window = Window(3, seconds=60)
    assert [window.exceeded() for _ in range(4)] == [False, False, False, True]
    clock.now += 61
    assert not window.exceeded()


def test_a_shared_limit_is_everybodys_own(request: pytest.FixtureRequest) -> None:
    kind = request.node.name
    assert count_until_refused(lambda: take(kind, 1, 5, "alice", 1)) == 5
    with pytest.raises(TooFast) as refused:
        take(kind, 1, 5, "alice", 1)
    assert 100 <= int(str(refused.value.details["after_ms"])) <= 10_000
    assert refused.value.retry
    take(kind, 1, 5, "bob", 1)
    take(kind, 1, 5, "alice", 2)
