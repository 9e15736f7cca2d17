"""The rows of the table, in its order."""

from collections.abc import Callable

from tests.load.bench import Bench
from tests.load.report import Line
from tests.load.rows import burst, committed, connects, crowd, flatness, half_load, memory, polling, push

Row = Callable[[Bench], list[Line]]
ROWS: dict[str, Row] = {
    "deliveries": half_load.deliveries,
    "flatness": flatness.flatness,
    "latency": half_load.latency,
    "burst": burst.burst,
    "memory": memory.memory,
    "connects": connects.connects,
    "push": push.push,
    "polling": polling.polling,
    "committed": committed.committed,
    "crowd": crowd.crowd,
}
