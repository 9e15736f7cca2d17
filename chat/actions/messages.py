"""Saying something, taking it back, and answering it with an emoji."""

from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chat import slash
from chat.access import may_delete, message_in
from chat.actions.turns import take_turn
from chat.actions.typing import stop_typing
from chat.emoji import is_emoji
from chat.events import MessageDeleted, MessageEdited, MessagePosted, MessageReacted
from chat.faces import message_face
from chat.models import Message, Room
from chat.rendering import render
from chat.texts import clean_text
from project.realtime.commands import Outcome
from project.realtime.errors import Conflict, Forbidden, Invalid
from project.realtime.limits import take
from project.realtime.publish import publish
from project.realtime.receipts import once

EMOJI_PER_MESSAGE = 20


def post_message(*, author: User, room: Room, text: str, key: UUID | None, reply_to: Message | None = None) -> Outcome:
    """Say ``text``, or do the slash command that it is: ``{id, offset}``, and a card's id under its kind."""
    text = clean_text(text)
    call = slash.call_in(text)
    limits = settings.REALTIME_LIMITS
    take("message", limits["messages_per_second"], limits["messages_burst"], author.pk, room.pk)

    def work() -> dict[str, Any]:
        if call:
            return call.command.start(user=author, room=room, arguments=call.arguments, key=key)
        said = slash.unescaped(text)
        return _post(
            Message(room=room, author=author, key=key or uuid4(), text=said, html=render(said), reply_to=reply_to)
        )

    request = {"room": room.pk, "text": text, "reply_to": reply_to and reply_to.pk}
    outcome = once(user=author, key=key, verb="post_message", request=request, work=work)
    stop_typing(user=author, room=room)
    return outcome


@transaction.atomic
def post_card(
    *, author: User, room: Room, kind: str, card_id: str, text: str, key: UUID | None = None
) -> dict[str, Any]:
    """Put a card into the room; ``text`` says the same to whoever cannot show cards."""
    card = _written(author, room, clean_text(text), key, card_kind=kind, card_id=card_id)
    return _post(card) | {kind: card_id}


def _written(author: User, room: Room, text: str, key: UUID | None, **rest: Any) -> Message:
    return Message(room=room, author=author, key=key or uuid4(), text=text, html=render(text), **rest)


def _post(message: Message) -> dict[str, Any]:
    take_turn(message.room)
    message.save(force_insert=True)
    offset = publish(message.room.topic, message_face(message, MessagePosted, reactions=()))
    return {"id": message.pk, "offset": offset}


def edit_message(*, user: User, message: Message, text: str, key: UUID | None) -> Outcome:
    text = clean_text(text)
    if message.author_id != user.pk:
        raise Forbidden(_("Only its author may change a message."))

    def work() -> dict[str, Any]:
        current = _alive(message)
        if current.card_kind:
            raise Conflict(_("A card cannot be changed."))
        current.text, current.html, current.edited_at = text, render(text), timezone.now()
        current.save(update_fields=["text", "html", "edited_at"])
        return {"id": current.pk, "offset": publish(current.room.topic, message_face(current, MessageEdited))}

    request = {"message": message.pk, "text": text}
    return once(user=user, key=key, verb="edit_message", request=request, work=work)


def delete_message(*, user: User, message: Message, key: UUID | None) -> Outcome:
    """By its author, an owner of the room or staff. A tombstone stays."""
    if not may_delete(user, message, message.room):
        raise Forbidden(_("Only its author or an owner of the room may delete a message."))

    def work() -> dict[str, Any]:
        current = _alive(message)
        current.reactions.all().delete()
        current.text, current.html, current.deleted_at = "", "", timezone.now()
        current.save(update_fields=["text", "html", "deleted_at"])
        return {"id": current.pk, "offset": publish(current.room.topic, message_face(current, MessageDeleted))}

    return once(user=user, key=key, verb="delete_message", request={"message": message.pk}, work=work)


def react(*, user: User, message: Message, emoji: str, key: UUID | None) -> Outcome:
    """Add this reaction, or take it back."""
    if not is_emoji(emoji):
        raise Invalid(fields={"emoji": gettext("This is no emoji.")})

    def work() -> dict[str, Any]:
        current = _alive(message)
        mine, created = current.reactions.get_or_create(user=user, emoji=emoji)
        if not created:
            mine.delete()
        elif current.reactions.values("emoji").distinct().order_by().count() > EMOJI_PER_MESSAGE:
            raise Conflict(_("This message has enough different reactions."))
        current = message_in(current.room, current.pk)
        return {"id": current.pk, "offset": publish(current.room.topic, message_face(current, MessageReacted))}

    request = {"message": message.pk, "emoji": emoji}
    return once(user=user, key=key, verb="react", request=request, work=work)


def _alive(message: Message) -> Message:
    """The message as it stands now, locked, unless it has been deleted."""
    Message.objects.select_for_update().get(pk=message.pk)
    current = message_in(message.room, message.pk)
    if current.deleted_at is not None:
        raise Conflict(_("This message has been deleted."))
    return current
