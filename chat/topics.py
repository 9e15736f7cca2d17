"""Rooms on the socket: who may subscribe, what they see at first, and what they may ask for."""

from collections.abc import Collection
from typing import Any, ClassVar
from uuid import UUID

from django.contrib.auth.models import User
from pydantic import Field

from chat import actions, history
from chat.access import message_in, room_for, rooms_seen
from chat.faces import room_face
from chat.models import Room
from chat.people import people_in
from project.realtime.commands import Command, Outcome
from project.realtime.topics import LogTopic, carried_states, is_number, number


class PostMessage(Command[Room]):
    text: str
    reply_to: int | None = None

    def run(self, *, user: User, subject: Room, key: UUID | None) -> Outcome:
        original = None if self.reply_to is None else message_in(subject, self.reply_to)
        return actions.post_message(author=user, room=subject, text=self.text, key=key, reply_to=original)


class EditMessage(Command[Room]):
    message: int
    text: str

    def run(self, *, user: User, subject: Room, key: UUID | None) -> Outcome:
        return actions.edit_message(user=user, message=message_in(subject, self.message), text=self.text, key=key)


class DeleteMessage(Command[Room]):
    message: int

    def run(self, *, user: User, subject: Room, key: UUID | None) -> Outcome:
        return actions.delete_message(user=user, message=message_in(subject, self.message), key=key)


class React(Command[Room]):
    message: int
    emoji: str = Field(max_length=64)

    def run(self, *, user: User, subject: Room, key: UUID | None) -> Outcome:
        return actions.react(user=user, message=message_in(subject, self.message), emoji=self.emoji, key=key)


class MarkRead(Command[Room]):
    message: int

    def run(self, *, user: User, subject: Room, key: UUID | None) -> Outcome:
        return actions.mark_read(user=user, message=message_in(subject, self.message), key=key)


class StartTyping(Command[Room]):
    writes: ClassVar[bool] = False

    def run(self, *, user: User, subject: Room, key: UUID | None) -> Outcome:
        actions.start_typing(user=user, room=subject)
        return Outcome({})


class StopTyping(Command[Room]):
    writes: ClassVar[bool] = False

    def run(self, *, user: User, subject: Room, key: UUID | None) -> Outcome:
        actions.stop_typing(user=user, room=subject)
        return Outcome({})


class RoomTopic(LogTopic[Room]):
    prefix = "room"
    commands = (PostMessage, EditMessage, DeleteMessage, React, MarkRead, StartTyping, StopTyping)
    keeps_presence = True

    def subject_for(self, user: User, key: str) -> Room:
        return room_for(user, number(key))

    def subjects_for(self, wanted: Collection[tuple[User, str]]) -> dict[tuple[int, str], Room]:
        seen = rooms_seen([(user, number(key)) for user, key in wanted if is_number(key)])
        rooms = Room.objects.in_bulk({room_id for _user_id, room_id in seen})
        return {(user_id, str(room_id)): rooms[room_id] for user_id, room_id in seen if room_id in rooms}

    def lets_in(self, wanted: Collection[tuple[User, str]]) -> set[tuple[int, str]]:
        seen = rooms_seen([(user, number(key)) for user, key in wanted])
        return {(user_id, str(room_id)) for user_id, room_id in seen}

    def gone(self, user_id: int, key: str) -> None:
        actions.stop_typing_of(user_id, number(key))

    def now(self, subject: Room) -> dict[str, Any]:
        return {"present": [{"id": each.id, "name": each.name} for each in people_in(subject)]}

    def snapshot(self, user: User, subject: Room) -> dict[str, Any]:
        page = history.newest(subject).wire()
        return {
            "room": room_face(subject, user).wire(),
            "messages": page["items"],
            "more": page["more"],
            **self.now(subject),
            "tasks": carried_states(subject.topic),
        }

    def history(self, user: User, subject: Room, before: int | None, limit: int) -> dict[str, Any]:
        return history.before(subject, before, limit).wire()
