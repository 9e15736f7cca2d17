"""A process that tells a room things, as a worker does: stored and sent by ``publish``."""

import itertools
from typing import Any
from uuid import uuid4

import django

django.setup()

from django.db import transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from chat.actions import post_message  # noqa: E402
from chat.events import MessagePosted  # noqa: E402
from chat.models import Role, Room  # noqa: E402
from project.realtime.people import Person  # noqa: E402
from project.realtime.publish import publish, publish_state  # noqa: E402
from project.realtime.publisher import publisher  # noqa: E402
from project.realtime.states import State  # noqa: E402
from tests.load.lines import answer_all  # noqa: E402
from tests.load.publishers.pace import paced, said  # noqa: E402


def event(number: int) -> MessagePosted:
    text = said(number)
    return MessagePosted(
        id=number + 1,
        key=uuid4(),
        author=Person(id=1, name="user-00000"),
        text=text,
        html=f"<p>{text}</p>",
        at=timezone.now(),
    )


def send_events(topic: str, count: int, rate: float, burst: int) -> dict[str, Any]:
    """Each in a transaction of its own, as an action does it."""

    def send(number: int) -> None:
        told = event(number)
        with transaction.atomic():
            publish(topic, told)

    return paced(send, count=count, rate=rate, burst=burst) | {"flushed": publisher.flush(30)}


def post_messages(topic: str, count: int, rate: float, burst: int) -> dict[str, Any]:
    """Said by the room's owner: row, event and offset in one transaction. ``sent`` is what SQL holds then."""
    room = Room.objects.get(pk=topic.partition(":")[2])
    owner = room.memberships.select_related("user").get(role=Role.OWNER).user

    def post(number: int) -> None:
        post_message(author=owner, room=room, text=said(number), key=uuid4())

    told = paced(post, count=count, rate=rate, burst=burst)
    return told | {"flushed": publisher.flush(30), "sent": room.messages.count()}


def send_states(topic: str, count: int, rate: float, burst: int) -> dict[str, Any]:
    """The progress of one task, carried by ``topic``: pushed and not stored, as the worker does between its writes."""
    task = str(uuid4())
    began = itertools.count(1)

    def send(number: int) -> None:
        content = {"id": task, "state": "PROGRESS", "message": said(number), "current": number, "total": count}
        publish_state(State(f"task:{task}", (1, next(began)), False, content, timezone.now(), (topic,)))

    return paced(send, count=count, rate=rate, burst=burst) | {"flushed": publisher.flush(30)}


if __name__ == "__main__":
    answer_all({"send": send_events, "send_states": send_states, "post": post_messages})
