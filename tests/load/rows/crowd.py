"""Many at once: 600 who come and go together, and 200 who sit in silence for a minute."""

from tests.load.bench import Bench
from tests.load.report import Goal, Line
from tests.load.servers import Contender
from tests.load.stage import Stage

CROWD, IDLE = 600, 200
IDLE_SECONDS = 60
COMPLAINTS = ("Traceback", "ERROR", "[error", "[critical")


def crowd(bench: Bench) -> list[Line]:
    together, idle = bench.scaled(CROWD, 60), bench.scaled(IDLE, 20)
    seconds = bench.scaled(IDLE_SECONDS, 5)
    found = {
        name: _wrong(name, make(together), together, idle, seconds)
        for name, make in (("ours", bench.roomcast), ("tutorial", bench.tutorial))
    }
    bench.note("crowd", found)
    figure = f"{together} connect at once and all leave at once; {idle} idle for {seconds} s"
    goal = Goal(says_least="no error, none dropped")
    return [Line(figure, _said(found["ours"]), _said(found["tutorial"]), goal=goal, verdict=_verdict(found["ours"]))]


def _wrong(name: str, contender: Contender, together: int, idle: int, seconds: int) -> dict[str, int]:
    with Stage(name, contender, 0) as stage:
        came = stage.connect(together, at_once=together)
        dropped = stage.close()
        stage.rest()
        stayed = stage.connect(idle, at_once=idle)
        stage.generator.ask("begin")
        # Nothing is sent, so this is a minute in which the sockets are only heard.
        seen = stage.generator.ask("report", wanted=1, within=seconds)
        late = stage.close()
        return {
            "not connected": together - came["ready"] + idle - stayed["ready"],
            "dropped": dropped + late,
            "refused": sum(seen["refusals"].values()),
            "complaints in the log": sum(contender.output().count(word) for word in COMPLAINTS),
        }


def _said(found: dict[str, int]) -> str:
    return ", ".join(f"{count} {what}" for what, count in found.items() if count) or "nothing went wrong"


def _verdict(found: dict[str, int]) -> str:
    return "missed" if any(found.values()) else "met"
