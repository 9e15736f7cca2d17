"""Many people do the same at the same moment."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar
from uuid import uuid4

from django.contrib.auth.models import User
from django.db import connection

from chat.actions import enter_room, post_message
from chat.models import Room
from tests.chat.told import told

Result = TypeVar("Result")


def at_once(work: Callable[[int], Result], times: int = 8) -> list[Result]:
    def one(number: int) -> Result:
        try:
            return work(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(one, range(times)))


def test_a_name_entered_by_all_is_one_room(committed: None, alice: User, bob: User) -> None:
    name = f"rush {alice.username}"
    rooms = at_once(lambda number: enter_room(user=(alice, bob)[number % 2], name=name).pk)
    assert len(set(rooms)) == 1
    assert Room.objects.get(pk=rooms[0]).memberships.count() == 2


def test_a_key_sent_by_all_is_one_message(committed: None, room: Room, bob: User) -> None:
    key = uuid4()
    outcomes = at_once(lambda _number: post_message(author=bob, room=room, text="hi", key=key))
    assert len({str(outcome.result) for outcome in outcomes}) == 1
    assert [outcome.duplicate for outcome in outcomes].count(False) == 1
    assert room.messages.count() == 1


def test_offsets_have_no_gap_and_the_order_of_the_messages(committed: None, room: Room, alice: User, bob: User) -> None:
    before = len(told(room.topic))
    at_once(lambda number: post_message(author=(alice, bob)[number % 2], room=room, text=str(number), key=uuid4()))
    posted = [data["id"] for name, data in told(room.topic)[before:] if name == "message_posted"]
    assert posted == sorted(posted)
    assert len(posted) == 8
