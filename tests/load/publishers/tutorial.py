"""A process that tells a room things by ``group_send``: on one loop, or as code in a Celery task does it."""

import asyncio
from typing import Any

import django

django.setup()

from asgiref.sync import async_to_sync  # noqa: E402
from channels.layers import get_channel_layer  # noqa: E402

from tests.load.lines import answer_all  # noqa: E402
from tests.load.publishers.pace import paced, said  # noqa: E402

channel_layer: Any = get_channel_layer()


def send_from_loop(topic: str, count: int, rate: float, burst: int) -> dict[str, Any]:
    """Kinder than life: one loop and one connection for all."""
    with asyncio.Runner() as runner:

        def send(number: int) -> None:
            runner.run(channel_layer.group_send(topic, {"type": "chat.message", "message": said(number)}))

        return paced(send, count=count, rate=rate, burst=burst)


def send_from_task(topic: str, count: int, rate: float, burst: int) -> dict[str, Any]:
    """As everybody writes it in a task."""

    def send(number: int) -> None:
        message = said(number)
        async_to_sync(channel_layer.group_send)(topic, {"type": "chat.message", "message": message})

    return paced(send, count=count, rate=rate, burst=burst)


if __name__ == "__main__":
    answer_all({"send": send_from_loop, "send_from_task": send_from_task})
