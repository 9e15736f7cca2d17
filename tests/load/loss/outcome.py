"""What came of a run, and when that says nothing."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Seen:
    """One client: the numbers of the messages in the order in which they were shown, and how often it was cut off."""

    heard: tuple[int, ...]
    cuts: int = 1

    @property
    def twice(self) -> int:
        return len(self.heard) - len(set(self.heard))

    @property
    def disordered(self) -> int:
        """Those that came after a later one; what is shown twice is counted there."""
        highest, found = -1, 0
        for number in dict.fromkeys(self.heard):
            found += number < highest
            highest = max(highest, number)
        return found


@dataclass(frozen=True)
class Outcome:
    """``messages`` were to be sent and ``sent`` were; ``told`` is what the outsider heard.

    ``troubles`` are connections that were refused or that the server has ended. ``mended`` is what clients had
    to put up with though they lost nothing by it; None where they cannot mend anything.
    """

    messages: int
    sent: int
    clients: Sequence[Seen]
    told: int = 0
    outsider_away: int = 0
    cuts: Counter[str] = field(default_factory=Counter)
    troubles: Counter[str] = field(default_factory=Counter)
    mended: Counter[str] | None = None

    @property
    def wanted(self) -> int:
        return self.messages * len(self.clients)

    @property
    def delivered(self) -> int:
        return sum(len(set(client.heard)) for client in self.clients)

    @property
    def twice(self) -> int:
        return sum(client.twice for client in self.clients)

    @property
    def disordered(self) -> int:
        return sum(client.disordered for client in self.clients)

    @property
    def saw_last(self) -> int:
        return sum(self.messages - 1 in client.heard for client in self.clients)

    @property
    def saw_all(self) -> int:
        return sum(len(set(client.heard)) == self.messages for client in self.clients)

    @property
    def is_whole(self) -> bool:
        """All of it, once, in order, to everybody in the room and to nobody else."""
        said = tuple(range(self.messages))
        return all(client.heard == said for client in self.clients) and not self.told

    def share(self) -> str:
        """Never rounded up: one that is missing is to be seen."""
        return f"{math.floor(self.delivered * 10_000 / self.wanted) / 100:.2f} %"

    def faults(self) -> list[str]:
        """Why this run must not be shown."""
        return list(self._faults())

    def _faults(self) -> Iterable[str]:
        if not self.clients or self.messages <= 0:
            yield "nobody was there, or there was nothing to say"
        if self.sent != self.messages:
            yield f"{self.sent} of {self.messages} messages were sent"
        if uncut := sum(client.cuts == 0 for client in self.clients):
            yield f"{uncut} of {len(self.clients)} clients were never cut off"
        if self.outsider_away:
            yield f"the outsider was not there all the time: {self.outsider_away} times her connection ended"
