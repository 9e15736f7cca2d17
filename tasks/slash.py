"""Tasks as slash commands: ``/count 50``, ``/export csv``, ``/count 50 delay=0.5``."""

import shlex
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib.auth.models import User
from django.utils.translation import gettext

from chat.models import Room
from chat.slash import SlashCommand
from project.realtime.errors import Invalid
from tasks.actions import start_in_room
from tasks.schema import RoomReference, Upload, marked
from tasks.task_types import TaskType


def command_of(task_type: TaskType) -> SlashCommand:
    return SlashCommand(
        name=task_type.command,
        title=task_type.title or task_type.label,
        usage=usage_of(task_type),
        start=partial(_start, task_type),
    )


def usage_of(task_type: TaskType) -> str:
    """``<steps> [delay]``: what must be said, and what may be."""
    fields = task_type.arguments.model_fields
    return " ".join(f"<{name}>" if fields[name].is_required() else f"[{name}]" for name in _sayable(task_type))


def _sayable(task_type: TaskType) -> list[str]:
    """The arguments that are said: not the room, which is here, and no files."""
    model = task_type.arguments
    unsaid = {*marked(model, RoomReference), *marked(model, Upload)}
    return [name for name in model.model_fields if name not in unsaid]


def _start(task_type: TaskType, *, user: User, room: Room, arguments: str, key: UUID | None) -> dict[str, Any]:
    try:
        said = spoken(task_type, arguments)
        return start_in_room(owner=user, type_name=task_type.type_name, arguments=said, room=room, key=key)
    except Invalid as problem:
        raise Invalid(fields={"text": _hint(task_type, problem)}) from problem


def spoken(task_type: TaskType, text: str) -> dict[str, str]:
    """Words by their order, ``name=value`` by its name."""
    names = _sayable(task_type)
    try:
        words = shlex.split(text)
    except ValueError as error:
        raise Invalid(gettext("A quotation mark is missing.")) from error
    said = {name: value for name, equals, value in (word.partition("=") for word in words) if equals and name in names}
    ordered = [word for word in words if word.partition("=")[0] not in said or "=" not in word]
    free = [name for name in names if name not in said]
    if len(ordered) > len(free):
        raise Invalid(gettext("There are too many words."))
    return said | dict(zip(free, ordered, strict=False))


def _hint(task_type: TaskType, problem: Invalid) -> str:
    fields: dict[str, str] = problem.as_dict().get("fields", {})
    reasons = [f"{name}: {reason}" for name, reason in fields.items()] or [str(problem.message)]
    usage = gettext("Usage: %(usage)s") % {"usage": f"/{task_type.command} {usage_of(task_type)}".strip()}
    return " ".join([*reasons, usage])
