"""Does a delivery cost more in a larger room? As many deliveries a second to 100 sockets and to 2,000."""

from contextlib import ExitStack

from tests.load.bench import Bench
from tests.load.figures import middle, shown
from tests.load.report import Goal, Line
from tests.load.stage import Stage
from tests.load.validity import Run, faults

SMALL, LARGE = 100, 2000
DELIVERIES_PER_SECOND = 10_000


def flatness(bench: Bench) -> list[Line]:
    sizes = (bench.scaled(SMALL, 10), bench.scaled(LARGE, 100))
    seconds = bench.scaled(5, 2)
    found: dict[int, list[Run]] = {size: [] for size in sizes}
    with ExitStack() as stack:
        stages = [stack.enter_context(Stage(f"ours, {size}", bench.roomcast(size), size)) for size in sizes]
        per_second = bench.scaled(DELIVERIES_PER_SECOND, 1000)
        for _ in range(bench.pairs):
            for stage in stages:
                rate = per_second / stage.sockets
                found[stage.sockets].append(stage.window(count=round(rate * seconds), rate=rate))
    bench.note("flatness", found)
    small, large = (middle([run.per_delivery * 1e6 for run in found[size] if run.delivered]) for size in sizes)
    wrong = [fault for runs in found.values() for run in runs for fault in faults(run)]
    figure = f"cost per delivery at {sizes[1]:,} sockets against {sizes[0]:,}"
    goal = Goal(1.3, 1.1, more=False)
    return [Line(figure, shown(large, " µs"), f"{shown(small, ' µs')} (ours)", large / small, goal, wrong)]
