"""What is looked at when somebody asks how it stands."""

import asyncio
from typing import Any

from django.contrib.auth.models import User
from prometheus_client import REGISTRY

from project.realtime import gauges
from project.realtime.connection import Connection
from project.realtime.frames import Frame
from project.realtime.hub import Hub
from project.realtime.wire import AsgiWire


def shown(name: str, **labels: str) -> float | None:
    return REGISTRY.get_sample_value(name, labels)


async def test_who_does_not_read_is_blocked_until_he_does() -> None:
    hub, reads = Hub(), asyncio.Event()

    async def send(_message: dict[str, Any]) -> None:
        await reads.wait()

    connection = Connection(User(pk=1), AsgiWire(send, 10), "")
    hub.connections.add(connection)
    connection.watched.add("task:1")
    connection.write(Frame("more than ten bytes"))
    gauges.look_at(hub)
    assert (shown("roomcast_connections"), shown("roomcast_connections_blocked")) == (1, 1)
    assert shown("roomcast_subscriptions", topic="task") == 1
    reads.set()
    async with asyncio.timeout(5):
        while connection.blocked:  # noqa: ASYNC110 - its wire tells nobody else
            await asyncio.sleep(0)
    hub.connections.clear()
    gauges.look_at(hub)
    assert (shown("roomcast_connections"), shown("roomcast_connections_blocked")) == (0, 0)
    assert shown("roomcast_subscriptions", topic="task") == 0
