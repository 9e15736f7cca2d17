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

    def follows(self, version: Version, final: bool) -> bool:
        """May this be shown after ``version``? A final state ends its attempt."""
        return newer(self.version, version, final)


def newer(candidate: Version, shown: Version, shown_final: bool) -> bool:
    return candidate > shown and not (shown_final and candidate[0] == shown[0])
