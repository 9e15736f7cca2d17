"""Figures that nobody counts: how it stands is looked at when somebody asks."""

from collections import Counter
from collections.abc import Iterable

from prometheus_client import REGISTRY
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from project.realtime import metrics
from project.realtime.hub import Hub
from project.realtime.pools import pools
from project.realtime.publisher import publisher
from project.realtime.rounds import hub_if_any

_kinds: set[str] = set()


def look() -> None:
    """To be called on the hub's own loop."""
    if hub := hub_if_any():
        look_at(hub)
    for name, pool in pools.items():
        metrics.POOL_QUEUE.labels(name).set(pool.waiting)


def look_at(hub: Hub) -> None:
    metrics.CONNECTIONS.set(len(hub.connections))
    metrics.BLOCKED.set(sum(connection.blocked for connection in hub.connections))
    followed: Counter[str] = Counter()
    for connection in hub.connections:
        followed.update(map(metrics.kind_of, [*connection.cursors, *connection.watched]))
    # Those of which nothing is left are zero, and not gone.
    _kinds.update(followed)
    for kind in _kinds:
        metrics.SUBSCRIPTIONS.labels(kind).set(followed[kind])


class _Publisher(Collector):
    """It counts for itself: a worker's fork must not inherit the lock of a metric that its parent just held."""

    def collect(self) -> Iterable[Metric]:
        yield CounterMetricFamily("roomcast_pushes", "What was to be sent to Redis.", value=publisher.taken)
        yield CounterMetricFamily("roomcast_push_failures", "What the heads have to find.", value=publisher.lost)
        yield GaugeMetricFamily("roomcast_push_queue_items", "What waits to be sent.", value=publisher.waiting)


REGISTRY.register(_Publisher())
