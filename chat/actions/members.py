"""Coming into a room and going out of it."""

from django.contrib.auth.models import User
from django.db import transaction

from chat.access import is_private, member_in, require_owner
from chat.events import MemberJoined, MemberLeft, RoomJoined, RoomLeft
from chat.faces import room_face
from chat.models import Membership, Role, Room
from project.realtime.groups import user_topic
from project.realtime.people import person
from project.realtime.publish import publish, withdraw


def join(*, user: User, room: Room) -> bool:
    """Become a member of a room one may see; False where he is one already."""
    if room.memberships.filter(user=user).exists():
        return False
    with transaction.atomic():
        return admit(user, room, Role.MEMBER)


def add_member(*, by: User, room: Room, user: User) -> bool:
    """An owner takes somebody in; False where he is a member already."""
    require_owner(by, room)
    with transaction.atomic():
        return admit(user, room, Role.MEMBER)


def leave(*, user: User, room: Room) -> None:
    _dismiss(member_in(room, user.pk))


def remove_member(*, by: User, room: Room, user_id: int) -> None:
    """An owner puts somebody out, or somebody leaves."""
    if by.pk != user_id:
        require_owner(by, room)
    _dismiss(member_in(room, user_id))


def admit(user: User, room: Room, role: Role) -> bool:
    """Inside a transaction: the membership and everything that tells of it."""
    newest = room.messages.order_by("-pk").values_list("pk", flat=True).first()
    membership, created = Membership.objects.get_or_create(
        room=room, user=user, defaults={"role": role, "last_read": newest or 0}
    )
    if created:
        members = room.memberships.count()
        publish(room.topic, MemberJoined(user=person(user), role=membership.role, members=members))
        publish(user_topic(user.pk), RoomJoined(room=room_face(room, user)))
    return created


@transaction.atomic
def _dismiss(membership: Membership) -> None:
    room, user = membership.room, membership.user
    membership.delete()
    heir = _new_owner(room)
    publish(room.topic, MemberLeft(user=person(user), members=room.memberships.count(), heir=heir and person(heir)))
    publish(user_topic(user.pk), RoomLeft(room=room.pk))
    if is_private(room):
        withdraw(room.topic, user.pk)


def _new_owner(room: Room) -> User | None:
    """When the last owner goes, whoever has been here longest owns the room."""
    if room.memberships.filter(role=Role.OWNER).exists():
        return None
    heir = room.memberships.select_related("user").order_by("joined_at", "pk").first()
    if heir is None:
        return None
    heir.role = Role.OWNER
    heir.save(update_fields=["role"])
    return heir.user
