"""Starting a task: its row first, its message to the broker when that commits."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import structlog
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language

from chat.access import room_for
from chat.actions import post_card
from chat.models import Room
from project.realtime.commands import Outcome
from project.realtime.groups import user_topic
from project.realtime.publish import publish, publish_state
from project.realtime.receipts import once
from tasks import dispatch
from tasks.events import TaskCreated
from tasks.faces import task_face, task_state, version_of
from tasks.models import TITLE_CHARACTERS, TaskRun
from tasks.numbers import presentable
from tasks.schema import RoomReference, checked, marked
from tasks.task_types import TaskType, type_for

log = structlog.get_logger(__name__)

CARD_KIND = "task"


def start_task(
    *, owner: User, type_name: str, arguments: Mapping[str, Any], room: Room | None = None, key: UUID | None = None
) -> Outcome:
    """Start what this user may start; in a room, where its card is shown to everybody. The result is ``{id}``."""
    task_type = type_for(owner, type_name)
    given = _checked(owner, task_type, arguments, room)

    def work() -> dict[str, Any]:
        card = card_for(owner, room)
        return {"id": str(create_run(task_type=task_type, owner=owner, room=room, arguments=given, card=card).pk)}

    request = {"type": type_name, "arguments": given, "room": room and room.pk}
    return once(user=owner, key=key, verb="start_task", request=request, work=work)


@transaction.atomic
def start_in_room(
    *, owner: User, type_name: str, arguments: Mapping[str, Any], room: Room, key: UUID | None
) -> dict[str, Any]:
    """The same for a slash command, within its message's transaction and receipt; returns the card's result."""
    task_type = type_for(owner, type_name)
    given = _checked(owner, task_type, arguments, room)
    posted: dict[str, Any] = {}
    create_run(
        task_type=task_type,
        owner=owner,
        room=room,
        arguments=given,
        card=lambda run: posted.update(_post_card(run, owner, room, key)),
    )
    return posted


@transaction.atomic
def create_run(
    *,
    task_type: TaskType,
    owner: User | None,
    room: Room | None,
    arguments: Mapping[str, Any],
    card: Callable[[TaskRun], object] | None = None,
    run_id: UUID | None = None,
    parent: TaskRun | None = None,
    send: Callable[[], object] | None = None,
) -> TaskRun:
    """The row of a run, told to its owner, and sent to the broker on commit: by its id alone, or as ``send`` does.

    ``card`` puts it into its room.
    """
    run = TaskRun.objects.create(
        id=run_id or uuid4(),
        type=task_type.type_name,
        title=presentable(task_type.label, TITLE_CHARACTERS),
        owner=owner,
        room=room,
        language=get_language() or "",
        arguments=dict(arguments),
        parent=parent,
        root=parent and (parent.root or parent),
    )
    # Streams are locked in one order everywhere: the room's, then the user's.
    if card is not None:
        card(run)
    publish_state(task_state(run))
    if owner is not None:
        publish(user_topic(owner.pk), TaskCreated(task=task_face(run), version=version_of(run)))
    transaction.on_commit(partial(send_run, run.pk, send or partial(task_type.send, run.pk)))
    return run


def send_run(run_id: UUID, send: Callable[[], object]) -> bool:
    """True when the broker has it."""
    if not dispatch.delivered(send, run_id):
        return False
    log.info("task_sent", task_id=str(run_id))
    TaskRun.objects.filter(pk=run_id).update(dispatched_at=timezone.now())
    return True


def card_for(owner: User | None, room: Room | None) -> Callable[[TaskRun], object] | None:
    """What shows a run in ``room``; nothing where there is no room, or nobody to say it."""
    if owner is None or room is None:
        return None
    return lambda run: _post_card(run, owner, room, None)


def _post_card(run: TaskRun, owner: User, room: Room, key: UUID | None) -> dict[str, Any]:
    return post_card(author=owner, room=room, kind=CARD_KIND, card_id=str(run.pk), text=run.title, key=key)


def _checked(owner: User, task_type: TaskType, arguments: Mapping[str, Any], room: Room | None) -> dict[str, Any]:
    """The arguments as JSON, the room filled in; every room they name is one that the owner may see."""
    references = marked(task_type.arguments, RoomReference)
    known = dict.fromkeys(references, room.pk) if room is not None else {}
    typed = checked(task_type.arguments, known | dict(arguments))
    for name in references:
        room_for(owner, getattr(typed, name))
    return typed.model_dump(mode="json")
