"""How rooms, members and messages look on the wire: one shape each, in events, snapshots, histories and over HTTP."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Annotated, Any, TypeVar
from uuid import UUID

from django.contrib.auth.models import User
from django.db.models import Count
from pydantic import BaseModel, ConfigDict, PlainSerializer

from chat.models import Membership, Message, Reaction, Room
from project.realtime.frames import moment
from project.realtime.people import Person, person

Moment = Annotated[datetime, PlainSerializer(moment, return_type=str)]


class Face(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    def wire(self) -> dict[str, Any]:
        return self.model_dump(mode="json", exclude_none=True)


class ReactionFace(Face):
    emoji: str
    users: list[Person]


class MessageFace(Face):
    """``task`` is the id of the task whose card the message is; ``label`` the original author of an imported one."""

    id: int
    key: UUID
    author: Person
    text: str
    html: str
    at: Moment
    edited_at: Moment | None = None
    deleted: bool | None = None
    reply_to: int | None = None
    reactions: list[ReactionFace] | None = None
    task: str | None = None
    label: str | None = None


class RoomFace(Face):
    """``role`` and ``unread`` are those of the member who asks."""

    id: int
    name: str
    kind: str
    url: str
    members: int
    role: str | None = None
    unread: int | None = None


class MemberFace(Face):
    user: Person
    role: str


Shape = TypeVar("Shape", bound=MessageFace)


def message_face(message: Message, shape: type[Shape], reactions: Iterable[Reaction] | None = None) -> Shape:
    """The message as a ``MessageFace``, or as an event that carries one. Its reactions are asked for if not given."""
    gone = message.deleted_at is not None
    card = {message.card_kind: message.card_id} if message.card_kind and not gone else {}
    return shape(
        id=message.pk,
        key=message.key,
        author=person(message.author),
        text=message.text,
        html=message.html,
        at=message.at,
        edited_at=message.edited_at,
        deleted=gone or None,
        reply_to=message.reply_to_id,
        reactions=reaction_faces(message.reactions.all() if reactions is None else reactions) or None,
        label=message.label or None,
        **card,
    )


def reaction_faces(reactions: Iterable[Reaction]) -> list[ReactionFace]:
    users = defaultdict(list)
    for reaction in reactions:
        users[reaction.emoji].append(person(reaction.user))
    return [ReactionFace(emoji=emoji, users=people) for emoji, people in users.items()]


def room_face(room: Room, user: User) -> RoomFace:
    return room_faces([room], user)[0]


def room_faces(rooms: Collection[Room], user: User) -> list[RoomFace]:
    """In the order of ``rooms``, in three queries and one small one for each that ``user`` is a member of."""
    mine = {place.room_id: place for place in Membership.objects.filter(room__in=rooms, user=user)}
    counts = Membership.objects.filter(room__in=rooms).values_list("room").annotate(count=Count("pk"))
    members = dict(counts.order_by())
    return [_room_face(room, members.get(room.pk, 0), mine.get(room.pk)) for room in rooms]


def _room_face(room: Room, members: int, place: Membership | None) -> RoomFace:
    return RoomFace(
        id=room.pk,
        name=room.name,
        kind=room.kind,
        url=room.get_absolute_url(),
        members=members,
        role=place.role if place else None,
        unread=room.messages.unread_by(place.user_id, place.last_read) if place else None,
    )


def member_face(membership: Membership) -> MemberFace:
    return MemberFace(user=person(membership.user), role=membership.role)
