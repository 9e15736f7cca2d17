"""Making rooms, and coming in by a name."""

from django.conf import settings
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction

from chat.access import room_named
from chat.actions.members import admit, join
from chat.models import Role, Room, RoomKind
from chat.names import clean_name, name_key
from project.realtime.errors import NotFound
from project.realtime.limits import take


def enter_room(*, user: User, name: str) -> Room:
    """The room that this name means to this user, made if there is none; he is a member of it afterwards."""
    try:
        room = room_named(user, clean_name(name))
    except NotFound:
        room, _created = create_room(user=user, name=name)
    join(user=user, room=room)
    return room


def create_room(*, user: User, name: str, kind: RoomKind = RoomKind.PUBLIC) -> tuple[Room, bool]:
    """A new room owned by ``user``, or the public one that has this name already; and whether it is new."""
    name = clean_name(name)
    if kind == RoomKind.PUBLIC and (room := _public_room(name)):
        return room, False
    # Every new name in an address makes one.
    most = settings.REALTIME_LIMITS["rooms_per_minute"]
    take("room", most / 60, most, user.pk)
    try:
        with transaction.atomic():
            room = Room.objects.create(kind=kind, name=name, name_key=name_key(name), created_by=user)
            admit(user, room, Role.OWNER)
    except IntegrityError:
        # Somebody else made it between our look and our insert.
        if kind == RoomKind.PUBLIC and (room := _public_room(name)):
            return room, False
        raise
    return room, True


def _public_room(name: str) -> Room | None:
    return Room.objects.public().filter(name_key=name_key(name)).first()
