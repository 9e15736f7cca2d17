import pytest
from django.contrib.auth.models import User

from chat.actions import add_member, create_room, join, leave, post_message, remove_member
from chat.models import Membership, Role, Room
from project.realtime.errors import Forbidden, NotFound
from project.realtime.groups import user_topic
from tests.chat.told import names, told


def test_joining_is_told_to_the_room_and_to_the_one_who_joins(room: Room, alice: User, carol: User) -> None:
    assert add_member(by=alice, room=room, user=carol)
    name, data = told(room.topic)[-1]
    assert (name, data["user"]["id"], data["members"]) == ("member_joined", carol.pk, 3)
    name, data = told(user_topic(carol.pk))[-1]
    assert (name, data["room"]["name"], data["room"]["unread"]) == ("room_joined", room.name, 0)


def test_joining_twice_is_joining_once(alice: User, carol: User) -> None:
    room, _created = create_room(user=alice, name=f"twice {alice.username}")
    assert join(user=carol, room=room)
    before = names(room.topic)
    assert not join(user=carol, room=room)
    assert names(room.topic) == before


def test_who_comes_has_nothing_unread(room: Room, alice: User, carol: User) -> None:
    post_message(author=alice, room=room, text="before you", key=None)
    add_member(by=alice, room=room, user=carol)
    assert room.messages.unread_by(carol.pk, Membership.objects.get(room=room, user=carol).last_read) == 0


def test_only_an_owner_takes_in_and_puts_out(room: Room, alice: User, bob: User, carol: User) -> None:
    with pytest.raises(Forbidden):
        add_member(by=bob, room=room, user=carol)
    with pytest.raises(Forbidden):
        remove_member(by=bob, room=room, user_id=alice.pk)
    remove_member(by=alice, room=room, user_id=bob.pk)
    assert not room.memberships.filter(user=bob).exists()
    assert names(user_topic(bob.pk))[-1] == "room_left"
    assert "room_left" not in names(user_topic(alice.pk))


def test_a_room_never_stays_without_an_owner(room: Room, alice: User, bob: User) -> None:
    leave(user=alice, room=room)
    assert list(room.memberships.values_list("user", "role")) == [(bob.pk, Role.OWNER)]
    leave(user=bob, room=room)
    assert not room.memberships.exists()


def test_who_is_no_member_cannot_leave(room: Room, alice: User, carol: User) -> None:
    with pytest.raises(NotFound):
        leave(user=carol, room=room)
    with pytest.raises(NotFound):
        remove_member(by=alice, room=room, user_id=carol.pk)
