"""Plays scripts against one server, several at once on one loop, and says how each went."""

import asyncio
import time
import traceback
from collections import deque
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from functools import partial
from itertools import cycle

from tests.conformance.people import People, casts_for
from tests.conformance.seen import Seen
from tests.conformance.server import Server
from tests.conformance.stage import Skipped, Stage

TOGETHER = 8
# A user may do only so much a second, in whatever script.
CASTS, SCRIPTS_EACH = 3, 50
SCRIPT_SECONDS = 240
USUAL, STRICT = "usual", "strict"

Play = Callable[[Stage], Awaitable[None]]


@dataclass(frozen=True)
class Script:
    """``on`` is the kind of server on which it can be played in reasonable time, where there is a choice.

    One that is to be ``last`` is played alone, when all others are over.
    """

    name: str
    part: str
    play: Play
    on: str = USUAL
    last: bool = False

    @property
    def id(self) -> str:
        return f"{self.part}-{self.name}"

    @property
    def title(self) -> str:
        return self.name.replace("_", " ")


@dataclass(frozen=True)
class Outcome:
    seconds: float
    error: BaseException | None = None

    @property
    def word(self) -> str:
        if self.error is None:
            return "kept"
        return "not tried" if isinstance(self.error, Skipped) else "BROKEN"

    def tell(self) -> str:
        return "" if self.error is None else "".join(traceback.format_exception(self.error))


SCRIPTS: list[Script] = []


def script(*, on: str = USUAL, last: bool = False) -> Callable[[Play], Play]:
    """Declares a script: its name is the sentence that is tried."""

    def declare(play: Play) -> Play:
        SCRIPTS.append(Script(play.__name__, play.__module__.rpartition(".")[2], play, on, last))
        return play

    return declare


async def run(server: Server, scripts: Iterable[Script], seen: Seen, note: Callable[[Script, Outcome], None]) -> None:
    """``note`` hears of each as soon as it is over."""
    scripts = list(scripts)
    usual, last = deque(each for each in scripts if not each.last), [each for each in scripts if each.last]
    casts = await casts_for(server, min(CASTS, 1 + len(usual) // SCRIPTS_EACH))

    async def play_on(people: People) -> None:
        while usual:
            each = usual.popleft()
            note(each, await _played(each, Stage(people, seen)))

    await asyncio.gather(*(play_on(people) for _, people in zip(range(TOGETHER), cycle(casts), strict=False)))
    for each in last:
        note(each, await _played(each, Stage(casts[0], seen)))


async def _played(each: Script, stage: Stage) -> Outcome:
    """Whatever goes wrong is this script's alone, in leaving the stage too."""
    began, errors = time.monotonic(), list[Exception]()
    for act in (partial(_act, each, stage), stage.close):
        try:
            await act()
        except Exception as error:
            errors.append(error)
    return Outcome(time.monotonic() - began, errors[0] if errors else None)


async def _act(each: Script, stage: Stage) -> None:
    async with asyncio.timeout(SCRIPT_SECONDS):
        await each.play(stage)
        await stage.finish()
