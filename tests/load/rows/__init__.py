"""The rows of the table, in its order."""

from collections.abc import Callable

from tests.load.bench import Bench
from tests.load.report import Line
from tests.load.rows import committed, connects, half_load, memory

Row = Callable[[Bench], list[Line]]
ROWS: dict[str, Row] = {
    "deliveries": half_load.deliveries,
    "latency": half_load.latency,
    "memory": memory.memory,
    "connects": connects.connects,
    "committed": committed.committed,
}
