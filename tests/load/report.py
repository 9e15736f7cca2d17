"""The table that ``make bench`` prints, as Markdown."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.load.figures import times

HEAD = "| figure (one web process) | ours | the other | ratio | at least | aim | |"


@dataclass(frozen=True)
class Goal:
    """What a ratio ours : theirs should be; ``more`` says in which direction it is good."""

    least: float = math.nan
    aim: float = math.nan
    more: bool = True
    says_least: str = ""
    says_aim: str = ""

    def met(self, ratio: float, wanted: float) -> bool:
        return ratio >= wanted if self.more else ratio <= wanted

    def verdict(self, ratio: float) -> str:
        if math.isnan(ratio) or math.isnan(self.least):
            return ""
        if not self.met(ratio, self.least):
            return "missed"
        return "aim" if not math.isnan(self.aim) and self.met(ratio, self.aim) else "met"

    def bounds(self) -> list[str]:
        return [self.says_least or self._bound(self.least), self.says_aim or self._bound(self.aim)]

    def _bound(self, value: float) -> str:
        if math.isnan(value):
            return "—"
        return f"{'≥' if self.more else '≤'} {times(value)}"


@dataclass(frozen=True)
class Line:
    """One figure. With ``faults`` it has no ratio, and with ``absent`` nothing was measured, and that says why."""

    figure: str
    ours: str = "—"
    theirs: str = "—"
    ratio: float = math.nan
    goal: Goal = Goal()
    faults: Sequence[str] = field(default_factory=list)
    absent: str = ""
    verdict: str = ""

    def cells(self) -> list[str]:
        if self.absent:
            return [self.figure, "—", "—", f"not measured: {self.absent}", *self.goal.bounds(), ""]
        if self.faults:
            return [self.figure, "—", "—", "INVALID", *self.goal.bounds(), "; ".join(dict.fromkeys(self.faults))]
        verdict = self.verdict or self.goal.verdict(self.ratio)
        return [self.figure, self.ours, self.theirs, times(self.ratio), *self.goal.bounds(), verdict]


def table(lines: Sequence[Line]) -> str:
    rows = [f"| {' | '.join(line.cells())} |".replace("|  |", "| |") for line in lines]
    return "\n".join([HEAD, "|---|---|---|---|---|---|---|", *rows])
