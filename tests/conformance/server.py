"""The server that is tried, and all that has to be said of it beforehand."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

NAMES = ("alice", "bob", "carol", "admin")
PASSWORD = "demo"

Lever = Callable[[str], Awaitable[None]]


@dataclass(frozen=True)
class Server:
    """``names`` are those of alice, bob, carol and admin there.

    ``levers`` are what only its owner can do: ``stop`` it, or make it forget what a topic's log was (``restore``,
    ``trim``). What no frame says: ``age_seconds`` is after how long a connection is rotated, ``blocked_seconds`` how
    long one that reads nothing is waited for, and ``events_behind`` how far it may lag.
    """

    url: str
    names: tuple[str, ...] = NAMES
    password: str = PASSWORD
    levers: Mapping[str, Lever] = field(default_factory=dict)
    age_seconds: float | None = None
    blocked_seconds: float = 10
    events_behind: int = 5000

    @property
    def origin(self) -> str:
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def socket_origin(self) -> str:
        return self.origin.replace("http", "ws", 1)

    def name_of(self, role: str) -> str:
        return self.names[NAMES.index(role)] if role in NAMES else role
