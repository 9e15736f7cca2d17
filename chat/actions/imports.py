"""Taking in many messages that were said elsewhere."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import prefetch_related_objects

from chat.actions.turns import take_turn
from chat.events import MessagesImported
from chat.faces import MessageFace, message_face
from chat.history import PAGE_MESSAGES
from chat.models import Message, Room
from chat.rendering import render
from chat.texts import clean_text
from project.realtime.people import person
from project.realtime.publish import publish

# What one event carries must fit well into a frame of 64 KB.
SHOWN_CHARACTERS = 24_000
ROWS_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class ImportedMessage:
    """``author`` is the name of whoever said it; the message will be the importer's, labelled with it."""

    at: datetime
    author: str
    text: str


def post_imported(*, author: User, room: Room, messages: Iterable[ImportedMessage]) -> int:
    """All of them or none, in one transaction and told by one event; returns how many."""
    # Rendering takes its time, so it is done before the room is locked.
    rows = [_row(author, room, message) for message in messages]
    if not rows:
        return 0
    with transaction.atomic():
        take_turn(room)
        created = Message.objects.bulk_create(rows, batch_size=ROWS_AT_ONCE)
        shown = _newest(created)
        publish(
            room.topic,
            MessagesImported(by=person(author), count=len(created), messages=shown, more=len(shown) < len(created)),
        )
    return len(created)


def _row(author: User, room: Room, message: ImportedMessage) -> Message:
    text = clean_text(message.text)
    return Message(room=room, author=author, text=text, html=render(text), at=message.at, label=message.author)


def _newest(messages: Sequence[Message]) -> list[MessageFace]:
    """The last ones, at least one and at most a page, as far as an event may carry them; oldest first."""
    newest = messages[-PAGE_MESSAGES:]
    prefetch_related_objects(newest, "reactions__user")
    shown: list[MessageFace] = []
    characters = 0
    for message in reversed(newest):
        characters += len(message.text) + len(message.html)
        if shown and characters > SHOWN_CHARACTERS:
            break
        shown.insert(0, message_face(message, MessageFace))
    return shown
