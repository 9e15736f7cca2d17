"""How far somebody has read."""

from uuid import UUID

from django.contrib.auth.models import User

from chat.events import RoomRead
from chat.models import Membership, Message
from project.realtime.commands import Outcome
from project.realtime.groups import user_topic
from project.realtime.publish import publish
from project.realtime.receipts import once


def mark_read(*, user: User, message: Message, key: UUID | None) -> Outcome:
    """Read up to ``message``, never back again. Who is no member keeps no place, and has nothing unread."""
    room = message.room

    def work() -> dict[str, int]:
        mine = Membership.objects.filter(room=room, user=user)
        moved = mine.filter(last_read__lt=message.pk).update(last_read=message.pk)
        place = mine.first()
        if place is None:
            return {"message": message.pk, "unread": 0}
        unread = room.messages.unread_by(user.pk, place.last_read)
        if moved:
            publish(user_topic(user.pk), RoomRead(room=room.pk, message=place.last_read, unread=unread))
        return {"message": place.last_read, "unread": unread}

    return once(user=user, key=key, verb="mark_read", request={"message": message.pk}, work=work)
