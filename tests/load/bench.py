"""What every row has at hand: contenders in places of their own, and a file for the raw numbers."""

import json
import platform
from collections.abc import Mapping, Sequence
from dataclasses import asdict, is_dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from tests.load.figures import percentile
from tests.load.node import Node, installed
from tests.load.polling.site import Polling
from tests.load.servers import Redis, Roomcast, Setting, Tutorial
from tests.load.validity import Run

# So many people at once may come from one address in a bench, and so fast may they speak.
UNLIMITED = {
    "CONNECTIONS_PER_USER": "100000",
    "COMMANDS_PER_SECOND": "100000",
    "COMMANDS_BURST": "100000",
    "MESSAGES_PER_SECOND": "100000",
    "MESSAGES_BURST": "100000",
}


class Bench:
    def __init__(self, directory: Path, results: Path, redis: Redis, *, quick: bool) -> None:
        self.directory, self.results, self.redis, self.quick = directory, results, redis, quick
        self.raw: dict[str, Any] = {"machine": platform.platform(), "python": platform.python_version()}
        self._places = 0

    @property
    def pairs(self) -> int:
        return 1 if self.quick else 3

    def scaled(self, full: int, quick: int) -> int:
        return quick if self.quick else full

    def _setting(self, name: str, changes: Mapping[str, str]) -> Setting:
        self._places += 1
        place = self.directory / f"{self._places:02d}-{name}"
        place.mkdir()
        return Setting(place, self.redis.url, changes)

    def roomcast(self, people: int, **changes: str) -> Roomcast:
        return Roomcast(self._setting("roomcast", changes), people)

    def tutorial(self, people: int, **changes: str) -> Tutorial:
        return Tutorial(self._setting("tutorial", changes), people)

    def polling(self) -> Polling:
        return Polling(self._setting("polling", {}))

    @cached_property
    def _node_program(self) -> Path:
        return installed(self.results / "node")

    def node(self) -> Node:
        """Raises ``NodeMissing`` where there is none."""
        return Node(self._setting("node", {}), self._node_program)

    def note(self, row: str, figures: Any) -> None:
        """Keep raw numbers, at once: a bench that is ended has not measured for nothing."""
        self.raw.setdefault(row, []).append(figures)
        (self.results / "bench.json").write_text(json.dumps(self.raw, indent=1, default=_plain))


def _plain(value: object) -> object:
    """Delays as their percentiles: a million numbers help nobody."""
    if isinstance(value, Run):
        return asdict(value) | {"delays": spread(value.delays)}
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    return str(value)


def spread(delays: Sequence[float]) -> dict[str, float]:
    return {name: percentile(delays, share) for name, share in (("p50", 0.5), ("p99", 0.99), ("max", 1.0))}
