"""How many people can come in a second: handshake, session, user, and a room to listen to."""

from contextlib import ExitStack

from tests.load.bench import Bench
from tests.load.figures import middle, shown
from tests.load.report import Goal, Line
from tests.load.stage import Stage
from tests.load.validity import crowded

SOCKETS, AT_ONCE = 500, 50


def connects(bench: Bench) -> list[Line]:
    sockets = bench.scaled(SOCKETS, 50)
    rates: dict[str, list[float]] = {"ours": [], "tutorial": []}
    costs: dict[str, list[float]] = {"ours": [], "tutorial": []}
    faults: list[str] = []
    with ExitStack() as stack:
        stages = [
            stack.enter_context(Stage("ours", bench.roomcast(sockets), 0)),
            stack.enter_context(Stage("tutorial", bench.tutorial(sockets), 0)),
        ]
        for _ in range(bench.pairs):
            for stage in stages:
                with stage.watched() as meter:
                    answer = stage.connect(sockets, AT_ONCE)
                    spent = meter.spent()
                faults += [f"{stage.name}: {fault}" for fault in crowded(answer["share"], spent.others_share)]
                costs[stage.name].append(spent.server / sockets * 1000)
                rates[stage.name].append(answer["ready"] / answer["seconds"])
                if answer["ready"] < sockets:
                    faults.append(f"{stage.name}: {sockets - answer['ready']} could not connect: {answer['failures']}")
                stage.settle()
                stage.close()
                stage.rest()
    bench.note("connects", {"per second": rates, "CPU ms each": costs})
    figure = "connects per second (signed in), against the tutorial's with the same middleware"
    ours, theirs = (f"{shown(middle(rates[name]))} ({shown(middle(costs[name]), ' ms')} each)" for name in rates)
    return [Line(figure, ours, theirs, middle(rates["ours"]) / middle(rates["tutorial"]), Goal(1.5, 3), faults)]
