"""From the call in a worker to the frame at the client, while nothing else happens."""

from contextlib import ExitStack

from tests.load.bench import Bench
from tests.load.figures import middle, percentile, shown
from tests.load.report import Goal, Line
from tests.load.stage import Stage
from tests.load.validity import Run, faults

SOCKETS, RATE, MESSAGES = 10, 20.0, 100
WAYS = {"a progress, pushed": "send_states", "an event, its commit included": "send"}


def push(bench: Bench) -> list[Line]:
    count = bench.scaled(MESSAGES, 20)
    found: dict[str, list[Run]] = {name: [] for name in (*WAYS, "tutorial")}
    with ExitStack() as stack:
        ours = stack.enter_context(Stage("ours", bench.roomcast(SOCKETS), SOCKETS, kind="exact"))
        theirs = stack.enter_context(Stage("tutorial", bench.tutorial(SOCKETS), SOCKETS, kind="exact"))
        turns = [(name, ours, verb) for name, verb in WAYS.items()] + [("tutorial", theirs, "send_from_task")]
        for _ in range(bench.pairs):
            for name, stage, verb in turns:
                found[name].append(stage.window(count=count, rate=RATE, verb=verb))
    bench.note("push", found)
    return [_line(found, way, name, share) for way in WAYS for name, share in (("p50", 0.5), ("p99", 0.99))]


def _line(found: dict[str, list[Run]], way: str, name: str, share: float) -> Line:
    ours, theirs = (middle([percentile(run.delays, share) for run in found[who]]) * 1000 for who in (way, "tutorial"))
    wrong = [fault for who in (way, "tutorial") for run in found[who] for fault in faults(run)]
    figure = f"worker push to browser ({way}), {name} at low load, against the tutorial's"
    return Line(figure, shown(ours, " ms"), shown(theirs, " ms"), ours / theirs, Goal(1 / 3, 1 / 6, more=False), wrong)
