"""A worker says 500 things at once to 200 people: do they arrive, and when is the last one there?"""

from contextlib import ExitStack

from tests.load.bench import Bench
from tests.load.figures import middle, shown
from tests.load.report import Goal, Line
from tests.load.stage import Stage
from tests.load.validity import Run, faults

MESSAGES, SOCKETS = 500, 200
PATIENCE_SECONDS = 40.0


def burst(bench: Bench) -> list[Line]:
    """Against the pub/sub layer, which loses nothing here; the core layer's loss is told beside it."""
    messages, sockets = bench.scaled(MESSAGES, 50), bench.scaled(SOCKETS, 20)
    found: dict[str, list[Run]] = {"ours": [], "pubsub": [], "core": []}
    with ExitStack() as stack:
        stages = [
            Stage("ours", bench.roomcast(sockets), sockets, kind="exact"),
            Stage("pubsub", bench.tutorial(sockets, LAYER="pubsub"), sockets, kind="exact"),
            Stage("core", bench.tutorial(sockets), sockets, kind="exact"),
        ]
        for stage in stages:
            stack.enter_context(stage)
        for number in range(bench.pairs):
            # The core layer waits the whole patience for what never comes: once is enough.
            for stage in stages[: 3 if number == 0 else 2]:
                patience = PATIENCE_SECONDS if stage.name != "core" else PATIENCE_SECONDS / 2
                found[stage.name].append(stage.window(count=messages, rate=0, patience=patience))
    bench.note("burst", found)
    return [_arrived(found, messages, sockets), _last(found)]


def _arrived(found: dict[str, list[Run]], messages: int, sockets: int) -> Line:
    ours, pubsub, core = (min(run.delivered / run.wanted for run in runs) for runs in found.values())
    wrong = [fault for runs in found.values() for run in runs for fault in faults(run, loss_matters=False)]
    figure = f"a worker's {messages} messages at once to {sockets} sockets: delivered"
    theirs = f"{pubsub:.1%} (pub/sub layer), {core:.0%} (core layer)"
    verdict = "met" if ours == 1 else "missed"
    return Line(figure, f"{ours:.2%}", theirs, goal=Goal(says_least="100 %"), faults=wrong, verdict=verdict)


def _last(found: dict[str, list[Run]]) -> Line:
    ours, theirs = (middle([run.last_after for run in found[name]]) for name in ("ours", "pubsub"))
    wrong = [fault for name in ("ours", "pubsub") for run in found[name] for fault in faults(run, loss_matters=False)]
    wrong += [fault for run in found["ours"] for fault in faults(run)]
    goal = Goal(1 / 15, 1 / 40, more=False)
    figure = "the same: time of the last, against the pub/sub layer's"
    return Line(figure, shown(ours, " s"), shown(theirs, " s"), ours / theirs, goal, wrong)
