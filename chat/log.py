"""A room's messages as the lines of a page: days, groups and cards."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from django.contrib.auth.models import User
from django.utils import timezone
from django.utils.safestring import SafeString

from chat import cards
from chat.faces import ReactionFace, reaction_faces
from chat.models import Message

# Within this, what one person says follows on without his name.
GROUP_MINUTES = 5


@dataclass(frozen=True, slots=True)
class Line:
    """``day`` stands above the first message of a day, ``first_unread`` above the first that is new to the viewer.

    ``reacted`` are the viewer's own reactions.
    """

    message: Message
    mine: bool
    day: date | None
    continued: bool
    first_unread: bool
    card: SafeString | None
    reacted: frozenset[str]

    @property
    def reactions(self) -> list[ReactionFace]:
        return reaction_faces(self.message.reactions.all())


def lines(messages: Sequence[Message], viewer: User, last_read: int | None) -> list[Line]:
    """``last_read`` is None where the viewer keeps no place, or everything is to be shown as read."""
    shown = _cards(messages, viewer)
    unread = _first_unread(messages, viewer, last_read)
    result = []
    previous: Message | None = None
    for message in messages:
        new_day = previous is None or _day(previous) != _day(message)
        result.append(
            Line(
                message=message,
                mine=message.author_id == viewer.pk,
                day=_day(message) if new_day else None,
                continued=not new_day and message.pk != unread and follows_on(message, previous),
                first_unread=message.pk == unread,
                card=None if message.deleted_at else shown.get((message.card_kind, message.card_id)),
                reacted=frozenset(each.emoji for each in message.reactions.all() if each.user_id == viewer.pk),
            )
        )
        previous = message
    return result


def follows_on(message: Message, previous: Message | None) -> bool:
    if previous is None or message.card_kind or previous.card_kind:
        return False
    one_voice = (message.author_id, message.label) == (previous.author_id, previous.label)
    return one_voice and message.at - previous.at < timedelta(minutes=GROUP_MINUTES)


def _day(message: Message) -> date:
    return timezone.localdate(message.at)


def _first_unread(messages: Iterable[Message], viewer: User, last_read: int | None) -> int | None:
    if last_read is None:
        return None
    return next((each.pk for each in messages if each.pk > last_read and each.author_id != viewer.pk), None)


def _cards(messages: Iterable[Message], viewer: User) -> Mapping[tuple[str, str], SafeString]:
    """All cards among the messages, those of one kind at once."""
    keys = sorted({(message.card_kind, message.card_id) for message in messages if message.card_kind})
    found = {}
    for kind, group in groupby(keys, key=lambda key: key[0]):
        rendered = cards.rendered(kind, [card_id for _kind, card_id in group], viewer)
        found.update({(kind, card_id): markup for card_id, markup in rendered.items()})
    return found
