"""When a run says nothing: it is named so, and no ratio is made of it."""

import os
from dataclasses import dataclass, field

GENERATOR_SHARE = 0.85
# What anybody else may take of the server's core; BUSY=1 looks away, to try things on a busy machine.
OTHERS_SHARE = float(os.environ.get("BENCH_OTHERS_SHARE", "0.15"))


@dataclass(frozen=True)
class Run:
    """What one window of one contender brought. ``sent`` messages to ``sockets`` sockets; times are in seconds."""

    contender: str
    sent: int
    sockets: int
    delivered: int
    server: float
    seconds: float
    generator_share: float
    dropped: int = 0
    delays: list[float] = field(default_factory=list)
    last_after: float = 0.0
    size: int = 0
    others_share: float = 0.0
    refusals: dict[str, int] = field(default_factory=dict)

    @property
    def wanted(self) -> int:
        return self.sent * self.sockets

    @property
    def per_delivery(self) -> float:
        return self.server / self.delivered

    @property
    def share(self) -> float:
        """How much of its core the server used."""
        return self.server / self.seconds


def crowded(generator_share: float, others_share: float) -> list[str]:
    """Why what was measured may have been something else than the server."""
    found = []
    if generator_share > GENERATOR_SHARE:
        found.append(f"the generator used {generator_share:.0%} of its core and may have been what was measured")
    if others_share > OTHERS_SHARE:
        found.append(f"something else used {others_share:.0%} of the server's core")
    return found


def faults(run: Run, *, loss_matters: bool = True) -> list[str]:
    """Why ``run`` must not be compared. Rows that measure loss do not mind it."""
    found = crowded(run.generator_share, run.others_share)
    if run.sent <= 0:
        found.append("nothing was sent")
    elif run.delivered <= 0:
        found.append("nothing arrived")
    if run.delivered > run.wanted:
        found.append(f"{run.delivered} arrived of {run.wanted}: something was counted twice")
    if loss_matters and run.delivered < run.wanted:
        found.append(f"{run.wanted - run.delivered} of {run.wanted} did not arrive")
    if loss_matters and run.dropped:
        found.append(f"{run.dropped} sockets were dropped {run.refusals or ''}".rstrip())
    return [f"{run.contender}: {fault}" for fault in found]
