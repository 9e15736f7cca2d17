import secrets

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.db import IntegrityError

from chat.actions import create_room, enter_room
from chat.models import Role, Room, RoomKind
from chat.names import name_key
from project.realtime.errors import Invalid, TooFast


@pytest.fixture
def name() -> str:
    return f"聊天室 {secrets.token_hex(4)}"


def test_entering_makes_the_room_and_a_member_of_whoever_enters(alice: User, bob: User, name: str) -> None:
    room = enter_room(user=alice, name=name)
    assert enter_room(user=bob, name=f"  {name.upper()}") == room
    assert set(room.memberships.values_list("user", "role")) == {(alice.pk, Role.OWNER), (bob.pk, Role.MEMBER)}


def test_a_name_is_public_once(alice: User, bob: User, name: str) -> None:
    room, created = create_room(user=alice, name=name)
    again, created_again = create_room(user=bob, name=name.title())
    assert (again, created, created_again) == (room, True, False)
    with pytest.raises(IntegrityError):
        Room.objects.create(name=name, name_key=name_key(name))


def test_a_private_name_is_free_to_everybody_else(alice: User, carol: User, name: str) -> None:
    private, _created = create_room(user=alice, name=name, kind=RoomKind.PRIVATE)
    carols = enter_room(user=carol, name=name)
    assert carols != private
    assert carols.kind == RoomKind.PUBLIC
    assert not private.memberships.filter(user=carol).exists()


def test_a_member_finds_his_private_room_by_name(alice: User, name: str) -> None:
    private, _created = create_room(user=alice, name=name, kind=RoomKind.PRIVATE)
    assert enter_room(user=alice, name=name) == private
    assert private.memberships.count() == 1


def test_the_public_room_of_a_name_goes_before_a_private_one(alice: User, bob: User, name: str) -> None:
    create_room(user=alice, name=name, kind=RoomKind.PRIVATE)
    public, _created = create_room(user=bob, name=name)
    assert enter_room(user=alice, name=name) == public


@pytest.mark.parametrize("bad", ["", "a/b", "..", "\u202ex", "x" * 101])
def test_a_bad_name_makes_nothing(alice: User, bad: str) -> None:
    before = Room.objects.count()
    with pytest.raises(Invalid):
        enter_room(user=alice, name=bad)
    assert Room.objects.count() == before


def test_names_are_not_made_up_by_the_thousand(alice: User, bob: User, name: str) -> None:
    for number in range(settings.REALTIME_LIMITS["rooms_per_minute"]):
        enter_room(user=alice, name=f"{name} {number}")
    with pytest.raises(TooFast):
        enter_room(user=alice, name=f"{name} more")
    enter_room(user=alice, name=f"{name} 1")
    enter_room(user=bob, name=f"{name} more")
