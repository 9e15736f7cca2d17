"""What Prometheus reads: the process, and whatever others registered with prometheus_client's ``REGISTRY``."""

from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, Gauge, disable_created_metrics, generate_latest

CONTENT_TYPE = CONTENT_TYPE_LATEST
# Else every counter would bring a second line with the moment of its birth.
disable_created_metrics()  # type: ignore[no-untyped-call]  # it has no annotations
PART_UP = Gauge("roomcast_part_up", "1 while a part answers: database, redis, channel_layer, worker.", ["part"])


def exposition() -> bytes:
    return generate_latest(REGISTRY)
