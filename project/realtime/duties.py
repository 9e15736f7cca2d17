"""Work that must be done on time even when no worker is alive: every web process does it, so it may be done twice."""

from collections.abc import Callable
from dataclasses import dataclass

Work = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Duty:
    seconds: float
    work: Work

    @property
    def name(self) -> str:
        """As a metric's label names it."""
        return str(getattr(self.work, "__name__", type(self.work).__name__))


registered: list[Duty] = []


def register(seconds: float, work: Work) -> None:
    """Have ``work`` done about every ``seconds`` in a thread of every web process."""
    registered.append(Duty(seconds, work))
