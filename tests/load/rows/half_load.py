"""A room of 500 at half load: each contender is told as much as keeps its core half busy. Deliveries and latency."""

import math
from collections.abc import Sequence
from contextlib import ExitStack

from tests.load.bench import Bench
from tests.load.figures import middle, percentile, shown
from tests.load.node import NodeMissing
from tests.load.report import Goal, Line
from tests.load.stage import Stage
from tests.load.validity import Run, faults

SOCKETS = 500
FIRST_RATES = {"ours": 20.0, "tutorial": 2.0, "node": 20.0}
HALF, TOLERANCE = 0.5, 0.1
# A server that is so fast that the generator would be the limit is told less.
GENERATOR_MOST = 0.65
LEAST_SHARE = 0.01
BURST = 10
TRIES = 4
Runs = dict[str, list[Run]]
_measured: dict[int, tuple[Runs, Runs]] = {}


def half_rate(stage: Stage, seconds: float) -> float:
    """The rate that keeps the server half busy; found by trying, since the cost falls where frames are joined."""
    rate, most = FIRST_RATES[stage.name], math.inf
    for _ in range(TRIES):
        run = stage.window(count=max(1, round(rate * seconds)), rate=rate)
        if run.delivered < run.wanted:
            # It is not well, whatever its share of the core: on a busy machine it gets no more.
            most = rate / 2
        elif abs(run.share - HALF) <= TOLERANCE and run.generator_share <= GENERATOR_MOST:
            break
        rate = min(most, rate * _step(run))
    return rate


def _step(run: Run) -> float:
    """By how much to change the rate; not too far at once, since a short look is not exact."""
    wanted = min(HALF / max(run.share, LEAST_SHARE), GENERATOR_MOST / max(run.generator_share, LEAST_SHARE))
    return max(0.2, min(5.0, wanted))


def contenders(bench: Bench, stack: ExitStack) -> list[Stage]:
    sockets = bench.scaled(SOCKETS, 50)
    stages = [
        Stage("ours", bench.roomcast(sockets), sockets),
        Stage("tutorial", bench.tutorial(sockets), sockets),
    ]
    try:
        stages.append(Stage("node", bench.node(), sockets))
    except NodeMissing as reason:
        bench.note("absent", str(reason))
    return [stack.enter_context(stage) for stage in stages]


def runs(bench: Bench) -> tuple[Runs, Runs]:
    """At half load evenly, and in bursts where that loses nothing; measured once for both rows."""
    if id(bench) not in _measured:
        with ExitStack() as stack:
            _measured[id(bench)] = _runs(bench, contenders(bench, stack))
    return _measured[id(bench)]


def _runs(bench: Bench, stages: Sequence[Stage]) -> tuple[Runs, Runs]:
    seconds = bench.scaled(5, 2)
    rates = {stage.name: half_rate(stage, seconds / 2) for stage in stages}
    half: Runs = {stage.name: [] for stage in stages}
    bursts: Runs = {stage.name: [] for stage in stages}
    for _ in range(bench.pairs):
        for stage in stages:
            rate = rates[stage.name]
            half[stage.name].append(stage.window(count=max(1, round(rate * seconds)), rate=rate))
            if stage.name != "tutorial":
                bursts[stage.name].append(stage.window(count=round(rate * seconds), rate=rate, burst=BURST))
    bench.note("half load", {"rates": rates, "runs": half, "bursts": bursts})
    return half, bursts


def deliveries(bench: Bench) -> list[Line]:
    half, bursts = runs(bench)
    sockets = bench.scaled(SOCKETS, 50)
    title = f"deliveries per server CPU second, one room of {sockets}"
    lines = [_per_second(f"{title}, against the tutorial's", half, "tutorial", Goal(40, 100))]
    if "node" not in half:
        return [*lines, Line(f"{title}, against Node `ws`", goal=Goal(0.9, 2), absent=bench.raw["absent"][-1])]
    lines.append(_per_second(f"{title}, against Node `ws`", half, "node", Goal(0.9, 2)))
    lines.append(_per_second(f"the same, told in bursts of {BURST}", bursts, "node", Goal()))
    return lines


def _per_second(figure: str, found: Runs, other: str, goal: Goal) -> Line:
    ours, theirs = (middle([1 / run.per_delivery for run in found[name] if run.delivered]) for name in ("ours", other))
    wrong = [fault for name in ("ours", other) for run in found[name] for fault in faults(run)]
    return Line(figure, shown(ours), shown(theirs), ours / theirs, goal, wrong)


def latency(bench: Bench) -> list[Line]:
    half, _bursts = runs(bench)
    goal = Goal(1 / 20, 1 / 50, more=False)
    return [
        _delay(f"{name} latency at half load, against the tutorial's at its half load", half, share, goal)
        for name, share in (("p50", 0.5), ("p99", 0.99))
    ]


def _delay(figure: str, found: Runs, share: float, goal: Goal) -> Line:
    ours, theirs = (
        middle([percentile(run.delays, share) for run in found[name]]) * 1000 for name in ("ours", "tutorial")
    )
    wrong = [fault for name in ("ours", "tutorial") for run in found[name] for fault in faults(run)]
    return Line(figure, shown(ours, " ms"), shown(theirs, " ms"), ours / theirs, goal, wrong)
