"""What a connection costs that does nothing: signed in, in a room, silent."""

from tests.load.bench import Bench
from tests.load.figures import middle, shown
from tests.load.report import Goal, Line
from tests.load.servers import Contender
from tests.load.stage import Stage
from tests.load.usage import resident_bytes

SOCKETS, WARM_UP = 500, 20


def per_connection(name: str, contender: Contender, sockets: int) -> tuple[float, list[str]]:
    """Bytes, after a first few have made the process load what it loads once."""
    with Stage(name, contender, WARM_UP) as stage:
        stage.close()
        stage.rest()
        before = resident_bytes(contender.pid)
        ready = stage.connect(sockets)["ready"]
        stage.settle()
        stage.rest()
        after = resident_bytes(contender.pid)
        dropped = stage.close()
    missing = sockets - ready + dropped
    return (after - before) / sockets, [f"{name}: {missing} of {sockets} were not there"] if missing else []


def memory(bench: Bench) -> list[Line]:
    sockets = bench.scaled(SOCKETS, 50)
    found: dict[str, list[float]] = {"ours": [], "tutorial": []}
    faults: list[str] = []
    for _ in range(bench.pairs):
        for name, make in (("ours", bench.roomcast), ("tutorial", bench.tutorial)):
            size, wrong = per_connection(name, make(sockets), sockets)
            found[name].append(size / 1024)
            faults += wrong
    bench.note("memory", found)
    ours, theirs = (middle(found[name]) for name in ("ours", "tutorial"))
    goal = Goal(0.85, 0.6, more=False)
    figure = "memory per idle connection against the tutorial's"
    return [Line(figure, shown(ours, " KB"), shown(theirs, " KB"), ours / theirs, goal, faults)]
