"""What processes cost, as the kernel counts it."""

import os
import time
from dataclasses import dataclass
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
SERVER_CPU, GENERATOR_CPU = 0, 1


def family(pid: int) -> list[int]:
    """The process and everything it has started."""
    found = [pid]
    for each in found:
        for children in Path(f"/proc/{each}/task").glob("*/children"):
            found += [int(child) for child in children.read_text().split()]
    return found


def cpu_seconds(pid: int) -> float:
    """User and system time of the process and its living children."""
    return sum(_own_cpu_seconds(each) for each in family(pid))


def _own_cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def resident_bytes(pid: int) -> int:
    """What the process and its children hold, memory that they share counted once."""
    return sum(_own_resident_bytes(each) for each in family(pid))


def _own_resident_bytes(pid: int) -> int:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))


def core_busy_seconds(cpu: int) -> float:
    """How long this core has done anything for anybody."""
    line = next(line for line in Path("/proc/stat").read_text().splitlines() if line.startswith(f"cpu{cpu} "))
    user, nice, system, _idle, _waiting, interrupts, soft, *_rest = (int(field) for field in line.split()[1:])
    return (user + nice + system + interrupts + soft) / TICKS


@dataclass(frozen=True)
class Spent:
    """Between two looks."""

    seconds: float
    server: float
    server_core: float
    generator_core: float

    @property
    def server_share(self) -> float:
        return self.server / self.seconds

    @property
    def others_share(self) -> float:
        """What anybody else took of the server's core."""
        return max(0.0, self.server_core - self.server) / self.seconds

    @property
    def generator_share(self) -> float:
        return self.generator_core / self.seconds


class Meter:
    """Looks at a server, and at the core on which the generator and its friends run."""

    def __init__(self, server: int) -> None:
        self._server = server
        self._then = self._look()

    def _look(self) -> tuple[float, float, float, float]:
        cores = core_busy_seconds(SERVER_CPU), core_busy_seconds(GENERATOR_CPU)
        return time.monotonic(), cpu_seconds(self._server), *cores

    def spent(self) -> Spent:
        return Spent(*(now - then for now, then in zip(self._look(), self._then, strict=True)))
