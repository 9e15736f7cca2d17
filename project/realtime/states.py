"""The state of something that changes fast: only the newest version counts."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

Version = tuple[int, int]


@dataclass(frozen=True, slots=True)
class State:
    """``version`` is ``(attempt, n)``, compared left to right; subscribers of the log topics ``carriers`` see it."""

    topic: str
    version: Version
    final: bool
    data: dict[str, Any]
    at: datetime
    carriers: tuple[str, ...] = ()


def newer(candidate: Version, shown: Version, shown_final: bool) -> bool:
    """May ``candidate`` be shown after ``shown``? A final state ends its attempt."""
    return candidate > shown and not (shown_final and candidate[0] == shown[0])
