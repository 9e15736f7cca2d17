"""Rooms and messages over HTTP: the same access and the same actions as on the socket."""

from typing import Annotated
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext
from ninja import Query, Router, Schema, Status
from pydantic import ConfigDict, Field

from chat import access, actions, history
from chat.faces import MemberFace, MessageFace, RoomFace, member_face, message_face, room_face, room_faces
from chat.models import RoomKind
from chat.people import active_user
from project.realtime.errors import Invalid
from project.realtime.people import signed_in

MOST_ITEMS = 100
Limit = Annotated[int, Query(ge=1, le=MOST_ITEMS)]

rooms = Router(tags=["rooms"])


class Body(Schema):
    model_config = ConfigDict(extra="forbid")


class NewRoom(Body):
    name: str
    private: bool = False


class NewMember(Body):
    user: int = Field(strict=True)


class NewMessage(Body):
    text: str
    key: UUID
    reply_to: int | None = Field(None, strict=True)


class RoomList(Schema):
    items: list[RoomFace]
    more: bool


class MemberList(Schema):
    items: list[MemberFace]
    more: bool


class MessageList(Schema):
    items: list[MessageFace]
    more: bool


class PostedMessage(MessageFace):
    """The message, and what the socket's ``reply`` says of it."""

    offset: int
    duplicate: bool


@rooms.get("/", response=RoomList, exclude_none=True)
def list_rooms(request: HttpRequest, limit: Limit = MOST_ITEMS, after: int = 0, joined: bool = False) -> RoomList:
    """The rooms I may see, or only those that I am a member of, by id."""
    user = signed_in(request)
    visible = access.rooms_for(user).filter(pk__gt=after).order_by("pk")
    found = list((visible.joined_by(user) if joined else visible)[: limit + 1])
    return RoomList(items=room_faces(found[:limit], user), more=len(found) > limit)


@rooms.post("/", response={200: RoomFace, 201: RoomFace}, exclude_none=True)
def create_room(request: HttpRequest, body: NewRoom) -> Status[RoomFace]:
    """A new room; where there is a public one of that name, that one."""
    user = signed_in(request)
    kind = RoomKind.PRIVATE if body.private else RoomKind.PUBLIC
    room, created = actions.create_room(user=user, name=body.name, kind=kind)
    return Status(201 if created else 200, room_face(room, user))


@rooms.post("/{room_id}/join/", response=RoomFace, exclude_none=True)
def join_room(request: HttpRequest, room_id: int) -> RoomFace:
    user = signed_in(request)
    room = access.room_for(user, room_id)
    actions.join(user=user, room=room)
    return room_face(room, user)


@rooms.post("/{room_id}/leave/", response={204: None})
def leave_room(request: HttpRequest, room_id: int) -> Status[None]:
    user = signed_in(request)
    actions.leave(user=user, room=access.room_for(user, room_id))
    return Status(204, None)


@rooms.get("/{room_id}/members/", response=MemberList, exclude_none=True)
def list_members(request: HttpRequest, room_id: int, limit: Limit = MOST_ITEMS) -> MemberList:
    """The members of a room, those who came first at the top."""
    members = access.members_in(access.room_for(signed_in(request), room_id))
    found = list(members[: limit + 1])
    return MemberList(items=[member_face(member) for member in found[:limit]], more=len(found) > limit)


@rooms.post("/{room_id}/members/", response={200: MemberFace, 201: MemberFace}, exclude_none=True)
def add_member(request: HttpRequest, room_id: int, body: NewMember) -> Status[MemberFace]:
    by = signed_in(request)
    room = access.room_for(by, room_id)
    access.require_owner(by, room)
    created = actions.add_member(by=by, room=room, user=active_user(body.user))
    return Status(201 if created else 200, member_face(access.member_in(room, body.user)))


@rooms.delete("/{room_id}/members/{user_id}/", response={204: None})
def remove_member(request: HttpRequest, room_id: int, user_id: int) -> Status[None]:
    by = signed_in(request)
    actions.remove_member(by=by, room=access.room_for(by, room_id), user_id=user_id)
    return Status(204, None)


@rooms.get("/{room_id}/messages/", response=MessageList, exclude_none=True)
def list_messages(
    request: HttpRequest,
    room_id: int,
    before: int | None = None,
    after: int | None = None,
    limit: Limit = history.PAGE_MESSAGES,
) -> MessageList:
    """The newest messages, or those just before or just after one; always the oldest first."""
    room = access.room_for(signed_in(request), room_id)
    if before is not None and after is not None:
        raise Invalid(fields={"after": gettext("Give before or after, not both.")})
    page = history.before(room, before, limit) if after is None else history.after(room, after, limit)
    return MessageList(items=[message_face(message, MessageFace) for message in page.items], more=page.more)


@rooms.post("/{room_id}/messages/", response={200: PostedMessage, 201: PostedMessage}, exclude_none=True)
def post_message(request: HttpRequest, room_id: int, body: NewMessage) -> Status[PostedMessage]:
    """The same action as the socket's command: the same key posts once, whichever way it comes."""
    author = signed_in(request)
    room = access.room_for(author, room_id)
    original = None if body.reply_to is None else access.message_in(room, body.reply_to)
    outcome = actions.post_message(author=author, room=room, text=body.text, key=body.key, reply_to=original)
    message = message_face(access.message_in(room, outcome.result["id"]), MessageFace)
    posted = PostedMessage(**dict(message), offset=outcome.result["offset"], duplicate=outcome.duplicate)
    return Status(200 if outcome.duplicate else 201, posted)
