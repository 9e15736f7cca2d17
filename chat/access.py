"""The only doors to rooms and messages. What is not yours and what is not there are one answer: ``NotFound``."""

from collections.abc import Collection

from django.contrib.auth.models import AnonymousUser, User
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from chat.models import Membership, Message, Role, Room, RoomKind
from chat.names import name_key
from chat.querysets import MessageQuerySet, RoomQuerySet
from project.realtime.errors import Forbidden, NotFound

NO_ROOM = _("There is no such room.")
NO_MESSAGE = _("There is no such message.")


def rooms_for(user: User | AnonymousUser) -> RoomQuerySet[Room]:
    return Room.objects.visible_to(user)


def rooms_found(user: User | AnonymousUser, wanted: str) -> RoomQuerySet[Room]:
    """The directory: rooms whose name contains ``wanted``, by name."""
    return rooms_for(user).filter(name_key__contains=name_key(wanted)).order_by("name_key", "pk")


def room_for(user: User | AnonymousUser, room_id: int) -> Room:
    """Asked for with every command: two plain queries are cheaper than the one that ``rooms_for`` would make."""
    room = Room.objects.filter(pk=room_id).first()
    if room is None or not _lets_in(room, user):
        raise NotFound(NO_ROOM)
    return room


def _lets_in(room: Room, user: User | AnonymousUser) -> bool:
    if not (isinstance(user, User) and user.is_active):
        return False
    return not is_private(room) or Membership.objects.filter(room=room, user=user).exists()


def rooms_seen(wanted: Collection[tuple[User, int]]) -> set[tuple[int, int]]:
    """``room_for`` for many users and rooms at once, by their ids: those of the pairs that may be."""
    rooms, users = {room for _user, room in wanted}, {user.pk for user, _room in wanted}
    public = set(Room.objects.public().filter(pk__in=rooms).values_list("pk", flat=True))
    joined = set(Membership.objects.filter(room__in=rooms, user__in=users).values_list("user_id", "room_id"))
    return {
        (user.pk, room) for user, room in wanted if user.is_active and (room in public or (user.pk, room) in joined)
    }


def room_named(user: User | AnonymousUser, name: str) -> Room:
    """The public room of that name, else the oldest private one that this user is in; nobody else's counts."""
    named = rooms_for(user).filter(name_key=name_key(name))
    room = named.public().first() or named.order_by("pk").first()
    if room is None:
        raise NotFound(NO_ROOM)
    return room


def message_in(room: Room, message_id: int) -> Message:
    """A message of a room that the user has been let into."""
    message = Message.objects.with_faces().filter(room=room, pk=message_id).first()
    if message is None:
        raise NotFound(NO_MESSAGE)
    return message


def messages_in(room: Room) -> MessageQuerySet[Message]:
    """All that was said in a room and not deleted, oldest first."""
    return Message.objects.filter(room=room, deleted_at=None).select_related("author").order_by("pk")


def member_in(room: Room, user_id: int) -> Membership:
    membership = room.memberships.select_related("user").filter(user_id=user_id).first()
    if membership is None:
        raise NotFound(_("There is no such member."))
    return membership


def members_in(room: Room) -> QuerySet[Membership]:
    """Those who came first at the top."""
    return room.memberships.select_related("user").order_by("joined_at", "pk")


def is_owner(user: User, room: Room) -> bool:
    return room.memberships.filter(user=user, role=Role.OWNER).exists()


def require_owner(user: User, room: Room) -> None:
    if not is_owner(user, room):
        raise Forbidden(_("Only an owner of the room may do this."))


def may_delete(user: User, message: Message, room: Room) -> bool:
    return message.author_id == user.pk or user.is_staff or is_owner(user, room)


def is_private(room: Room) -> bool:
    return room.kind == RoomKind.PRIVATE
