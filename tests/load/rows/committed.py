"""Messages that are asked for on the socket, committed in SQL, and seen by everybody in the room."""

import time
from typing import Any

from tests.load.bench import UNLIMITED, Bench
from tests.load.figures import middle, shown
from tests.load.postgres import PostgresMissing, postgres
from tests.load.report import Goal, Line
from tests.load.stage import Stage
from tests.load.usage import Spent
from tests.load.validity import crowded

SOCKETS, IN_FLIGHT = 20, 2
WANTED = 1000
TEXT = "~%%019d The quick brown fox jumps over the lazy dog, twice a day."


def command(topic: str) -> str:
    """With places for the clock and the key."""
    said = '{"type":"command","id":1,"topic":"%s","name":"post_message","data":{"text":"' + TEXT + '"},"key":"%%s"}'
    return said % topic


def committed(bench: Bench) -> list[Line]:
    figure = "committed messages per second, socket command → SQL → everybody"
    lines = [_measured(bench, f"{figure}, SQLite", "", Goal(says_least="reported"))]
    goal = Goal(says_least="reported", says_aim=f"≥ {WANTED:,}")
    try:
        with postgres() as address:
            lines.append(_measured(bench, f"{figure}, PostgreSQL", address, goal))
    except PostgresMissing as reason:
        lines.append(Line(f"{figure}, PostgreSQL", goal=goal, absent=str(reason)))
    return lines


def _measured(bench: Bench, figure: str, database: str, goal: Goal) -> Line:
    changes = UNLIMITED | ({"DATABASE_URL": database, "EMBEDDED": "off"} if database else {})
    with Stage("ours", bench.roomcast(SOCKETS, **changes), SOCKETS, kind="asking") as stage:
        topic = stage.contender.topic
        stage.generator.ask("ask", command=command(topic), in_flight=IN_FLIGHT)
        time.sleep(1)
        windows = [_window(stage, bench.scaled(5, 2)) for _ in range(bench.pairs)]
        stage.generator.ask("stop_asking")
    bench.note("committed", {"figure": figure, "windows": windows})
    rate = middle([seen["replies"] / seen["seconds"] for seen, _spent in windows])
    share = middle([spent.server_share for _seen, spent in windows])
    each = middle([spent.server / seen["replies"] * 1000 for seen, spent in windows if seen["replies"]])
    verdict = "" if not goal.says_aim else ("aim" if rate >= WANTED else "missed")
    said = f"{shown(rate)} (web process {share:.0%} of its core, {shown(each, ' ms')} each)"
    return Line(figure, said, goal=goal, faults=_faults(windows), verdict=verdict)


def _window(stage: Stage, seconds: float) -> tuple[dict[str, Any], Spent]:
    stage.generator.ask("begin")
    with stage.watched() as meter:
        time.sleep(seconds)
        seen = stage.generator.ask("report")
        spent = meter.spent()
    seen.pop("delays")
    return seen, spent


def _faults(windows: list[tuple[dict[str, Any], Spent]]) -> list[str]:
    found = []
    for seen, spent in windows:
        found += crowded(seen["share"], spent.others_share)
        if not seen["replies"]:
            found.append("nothing was committed")
        if seen["refusals"] or seen["dropped"]:
            found.append(f"refused: {seen['refusals']}, dropped: {seen['dropped']}")
        # What is on its way at the edges of a window may be missing or too much, and no more.
        if abs(seen["messages"] - seen["replies"] * SOCKETS) > SOCKETS * SOCKETS * IN_FLIGHT * 2:
            found.append(f"{seen['replies']} were committed and {seen['messages']} seen by {SOCKETS}")
    return found
