import pytest
from django.contrib.auth.models import AnonymousUser, User

from chat import access
from chat.actions import create_room, post_message
from chat.models import Room
from project.realtime.errors import NotFound

ABSENT = 987_654_321


def test_a_private_room_is_for_its_members(room: Room, alice: User, bob: User) -> None:
    assert access.room_for(alice, room.pk) == access.room_for(bob, room.pk) == room


def test_to_others_it_is_not_there_in_the_same_words(room: Room, carol: User, admin: User) -> None:
    answers = []
    for user, room_id in ((carol, room.pk), (carol, ABSENT), (admin, room.pk), (AnonymousUser(), room.pk)):
        with pytest.raises(NotFound) as refused:
            access.room_for(user, room_id)
        answers.append(refused.value.as_dict())
    assert all(answer == answers[0] for answer in answers)
    assert room not in access.rooms_for(carol)
    with pytest.raises(NotFound):
        access.room_named(carol, room.name)


def test_a_public_room_is_for_everybody_signed_in(alice: User, carol: User) -> None:
    room, _created = create_room(user=alice, name=f"open {alice.username}")
    assert access.room_for(carol, room.pk) == room
    with pytest.raises(NotFound):
        access.room_for(AnonymousUser(), room.pk)


def test_who_is_deactivated_sees_nothing(room: Room, bob: User) -> None:
    bob.is_active = False
    with pytest.raises(NotFound):
        access.room_for(bob, room.pk)


def test_a_message_is_found_in_its_own_room_only(room: Room, alice: User) -> None:
    other, _created = create_room(user=alice, name=f"other {alice.username}")
    message_id = post_message(author=alice, room=room, text="hi", key=None).result["id"]
    assert access.message_in(room, message_id).text == "hi"
    for where, which in ((other, message_id), (room, ABSENT), (room, 10**30), (room, -1)):
        with pytest.raises(NotFound):
            access.message_in(where, which)
