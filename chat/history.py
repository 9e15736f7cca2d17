"""Pages of a room's messages, by key and never by number, so that what arrives meanwhile moves nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from chat.faces import MessageFace, message_face
from chat.models import Message, Room

PAGE_MESSAGES = 50


@dataclass(frozen=True, slots=True)
class Page:
    """Oldest first; ``more`` lie beyond, in the direction that was asked for."""

    items: Sequence[Message]
    more: bool

    def wire(self) -> dict[str, Any]:
        return {"items": [message_face(message, MessageFace).wire() for message in self.items], "more": self.more}


def newest(room: Room, limit: int = PAGE_MESSAGES) -> Page:
    return before(room, None, limit)


def before(room: Room, message_id: int | None, limit: int) -> Page:
    older = Message.objects.with_faces().filter(room=room).order_by("-pk")
    if message_id is not None:
        older = older.filter(pk__lt=message_id)
    found = list(older[: limit + 1])
    return Page(found[:limit][::-1], len(found) > limit)


def after(room: Room, message_id: int, limit: int) -> Page:
    newer = Message.objects.with_faces().filter(room=room, pk__gt=message_id).order_by("pk")
    found = list(newer[: limit + 1])
    return Page(found[:limit], len(found) > limit)
