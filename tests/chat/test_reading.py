from django.contrib.auth.models import User

from chat.access import message_in
from chat.actions import create_room, mark_read, post_message
from chat.models import Message, Room
from project.realtime.groups import user_topic
from tests.chat.told import names, told


def say(room: Room, author: User, text: str = "hi") -> Message:
    return message_in(room, post_message(author=author, room=room, text=text, key=None).result["id"])


def test_reading_counts_down_and_is_told_to_the_reader_alone(room: Room, alice: User, bob: User) -> None:
    first, second = say(room, alice), say(room, alice)
    assert mark_read(user=bob, message=first, key=None).result == {"message": first.pk, "unread": 1}
    assert mark_read(user=bob, message=second, key=None).result == {"message": second.pk, "unread": 0}
    name, data = told(user_topic(bob.pk))[-1]
    assert (name, data) == ("room_read", {"room": room.pk, "message": second.pk, "unread": 0})
    assert "room_read" not in names(user_topic(alice.pk)) + names(room.topic)


def test_reading_never_goes_back(room: Room, alice: User, bob: User) -> None:
    first, second = say(room, alice), say(room, alice)
    mark_read(user=bob, message=second, key=None)
    before = told(user_topic(bob.pk))
    assert mark_read(user=bob, message=first, key=None).result == {"message": second.pk, "unread": 0}
    assert told(user_topic(bob.pk)) == before


def test_ones_own_messages_are_never_unread(room: Room, alice: User, bob: User) -> None:
    first = say(room, alice)
    say(room, bob)
    assert mark_read(user=bob, message=first, key=None).result["unread"] == 0


def test_who_is_no_member_keeps_no_place(alice: User, carol: User) -> None:
    room, _created = create_room(user=alice, name=f"open {alice.username}")
    message = say(room, alice)
    assert mark_read(user=carol, message=message, key=None).result == {"message": message.pk, "unread": 0}
    assert names(user_topic(carol.pk)) == []
