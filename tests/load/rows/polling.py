"""100 people watch one task that moves twice a second: told by sockets, or asking every 500 ms."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from tests.load.bench import Bench
from tests.load.figures import middle, percentile, shown
from tests.load.processes import Helper, Server
from tests.load.report import Goal, Line
from tests.load.servers import Roomcast
from tests.load.stage import NANO, Stage
from tests.load.usage import GENERATOR_CPU
from tests.load.validity import crowded

PEOPLE, RATE = 100, 2.0
STATUS = "/tasks/{task}/status/"
# RFC 6455: what goes before a server's frame of 126 bytes or more.
FRAME_HEAD = 4


@dataclass(frozen=True)
class Watched:
    """One window: CPU seconds, seconds from the update to the eye, bytes of one client a minute, updates seen."""

    name: str
    server: float
    delays: list[float]
    per_minute: float
    seen: float
    generator_share: float
    others_share: float
    # Answers or frames of all people, for one update: more than their number where one update is told twice.
    told: float
    failures: int = 0

    def faults(self) -> list[str]:
        found = [f"{self.name}: {fault}" for fault in crowded(self.generator_share, self.others_share)]
        if not self.delays:
            found.append(f"{self.name}: nothing was seen")
        if self.seen > 1:
            found.append(f"{self.name}: more was seen than there was")
        if self.failures:
            found.append(f"{self.name}: {self.failures} requests or sockets failed")
        return found


class Worker(Server):
    """Beside the generator: what a task costs is not what is compared."""

    cpu = GENERATOR_CPU

    def __init__(self, site: Roomcast) -> None:
        flags = ["--concurrency=1", "--loglevel=INFO", "--without-mingle", "--without-gossip"]
        flags += ["--include=tests.load.watched"]
        command = [sys.executable, "-m", "celery", "--app", "celery_app", "worker", *flags]
        super().__init__("worker", command, site.environment, site.log.parent)

    def is_up(self) -> bool:
        return " ready." in self.output()


@contextmanager
def told(bench: Bench, people: int) -> Iterator[Callable[[int], Watched]]:
    site = bench.roomcast(people)
    with Stage("ours", site, people, kind="distinct") as stage, Worker(site):
        log = site.log.with_suffix(".task.log")
        with Helper("tests.load.publishers.task", site.environment, log) as starter:
            yield lambda updates: _told(stage, starter, site.room, updates)


def _told(stage: Stage, starter: Helper, room: int, updates: int) -> Watched:
    stage.generator.ask("begin")
    with stage.watched() as meter:
        starter.ask("start", room=room, steps=updates, delay=1 / RATE)
        seen = stage.generator.ask("report")
        spent = meter.spent()
    return Watched(
        name="ours",
        server=spent.server,
        delays=[delay * NANO for delay in seen["delays"]],
        per_minute=(seen["size"] + seen["frames"] * FRAME_HEAD) / stage.sockets / updates * RATE * 60,
        seen=seen["messages"] / (updates * stage.sockets),
        generator_share=seen["share"],
        others_share=spent.others_share,
        told=seen["frames"] / updates,
        failures=seen["dropped"],
    )


@contextmanager
def asked(bench: Bench, people: int) -> Iterator[Callable[[int], Watched]]:
    site = bench.polling()
    log = site.log.with_suffix(".pollers.log")
    with Stage("polling", site, 0) as stage, Helper("tests.load.polling.pollers", os.environ, log) as pollers:
        yield lambda updates: _asked(stage, pollers, people, updates)


def _asked(stage: Stage, pollers: Helper, people: int, updates: int) -> Watched:
    task = stage.publisher.ask("make")["task"]
    # Half a second more than there are updates: the last one may be seen too.
    seconds = updates / RATE + 1 / RATE
    with stage.watched() as meter:
        address = {"port": stage.contender.port, "path": STATUS.format(task=task)}
        pollers.begin("poll", **address, people=people, seconds=seconds)
        stage.publisher.ask("update", task=task, count=updates, rate=RATE)
        seen = pollers.end()
        spent = meter.spent()
    return Watched(
        name="polling",
        server=spent.server,
        delays=[delay * NANO for delay in seen["delays"]],
        per_minute=seen["size"] / people / seconds * 60,
        seen=len(seen["delays"]) / (updates * people),
        generator_share=seen["share"],
        others_share=spent.others_share,
        told=seen["requests"] / updates,
        failures=seen["failures"],
    )


def polling(bench: Bench) -> list[Line]:
    people, updates = bench.scaled(PEOPLE, 10), bench.scaled(30, 6)
    found: dict[str, list[Watched]] = {"ours": [], "polling": []}
    with ExitStack() as stack:
        ways = {"ours": stack.enter_context(told(bench, people)), "polling": stack.enter_context(asked(bench, people))}
        for _ in range(bench.pairs):
            for name, way in ways.items():
                found[name].append(way(updates))
    bench.note("polling", [_plain(each) for runs in found.values() for each in runs])
    return _lines(found, people, updates)


def _plain(watched: Watched) -> dict[str, object]:
    return vars(watched) | {"delays": [percentile(watched.delays, share) for share in (0.5, 0.99, 1)]}


def _lines(found: dict[str, list[Watched]], people: int, updates: int) -> list[Line]:
    seconds = updates / RATE
    faults = [fault for runs in found.values() for run in runs for fault in run.faults()]

    def line(what: str, measure: Callable[[Watched], float], unit: str, goal: Goal) -> Line:
        ours, theirs = (middle([measure(run) for run in found[name]]) for name in ("ours", "polling"))
        figure = f"{people} people watching one task, against polling every 500 ms: {what}"
        return Line(figure, shown(ours, unit), shown(theirs, unit), ours / theirs, goal, faults)

    return [
        line("server CPU, of a core", lambda run: run.server / seconds * 100, " %", Goal(1 / 15, 1 / 23, more=False)),
        line("p50 staleness", lambda run: percentile(run.delays, 0.5) * 1000, " ms", Goal(1 / 30, 1 / 45, more=False)),
        line("per client and minute", lambda run: run.per_minute / 1000, " kB", Goal(1 / 10, 1 / 12, more=False)),
        _seen(found, people, faults),
    ]


def _seen(found: dict[str, list[Watched]], people: int, faults: list[str]) -> Line:
    ours, theirs = (min(run.seen for run in found[name]) for name in ("ours", "polling"))
    figure = f"{people} people watching one task, against polling every 500 ms: updates seen"
    verdict = "met" if ours == 1 else "missed"
    return Line(figure, f"{ours:.0%}", f"{theirs:.0%}", goal=Goal(says_least="100 %"), faults=faults, verdict=verdict)
