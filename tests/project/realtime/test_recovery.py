"""Coming back: what was missed follows, or a snapshot does."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from chat.actions import post_message
from chat.models import Room
from project.realtime.incarnation import renew
from project.realtime.models import StoredEvent, Stream
from project.realtime.prune import prune_events
from project.realtime.publish import positions
from tests.harness.client import Client
from tests.harness.fixtures import Connect


def say(author: User, room: Room, text: str) -> int:
    return int(post_message(author=author, room=room, text=text, key=uuid4()).result["offset"])


def place_in(room: Room, **changes: Any) -> dict[str, Any]:
    (place,) = positions([room.topic])
    return {"topic": place.topic, "epoch": place.epoch, "offset": place.offset, **changes}


@pytest.fixture
async def bobs(connect: Connect, bob: User) -> Client:
    return await connect(bob)


async def test_who_missed_something_gets_just_that(
    connect: Connect, bobs: Client, alice: User, carol: User, room: Room
) -> None:
    """From the page's position too: it is read before the page's rows."""
    before, stranger = place_in(room), await connect(carol)
    for number in range(3):
        say(alice, room, f"missed {number}")
    (answer,) = await bobs.hello(before)
    assert (answer["recovered"], answer["offset"]) == (True, before["offset"])
    assert answer["head"] == before["offset"] + 3
    assert "snapshot" not in answer
    for number in range(3):
        event = await bobs.expect("message_posted", text=f"missed {number}")
        assert event["offset"] == before["offset"] + 1 + number
    (refused,) = await stranger.hello(before)
    assert (refused["type"], refused["code"]) == ("error", 404)
    await stranger.expect_nothing()


async def test_who_missed_nothing_gets_nothing(bobs: Client, alice: User, room: Room) -> None:
    say(alice, room, "seen")
    (answer,) = await bobs.hello(place_in(room))
    assert answer["recovered"] is True
    await bobs.expect_none("message_posted")


@pytest.mark.parametrize("change", [{"epoch": "foreign"}, {"offset": 10_000}, {"offset": -1}, {"epoch": None}])
async def test_an_impossible_place_ends_in_a_snapshot(
    bobs: Client, alice: User, room: Room, change: dict[str, Any]
) -> None:
    offset = say(alice, room, "in the snapshot")
    (answer,) = await bobs.hello(place_in(room, **change))
    assert (answer["recovered"], answer["offset"], answer["head"]) == (False, offset, offset)
    assert [message["text"] for message in answer["snapshot"]["messages"]] == ["in the snapshot"]
    await bobs.expect_none("message_posted")


@pytest.mark.parametrize(("behind", "recovered"), [(300, True), (301, False)])
async def test_three_hundred_are_replayed_and_more_are_not(
    bobs: Client, alice: User, room: Room, behind: int, recovered: bool
) -> None:
    start = place_in(room)
    Stream.objects.filter(topic=room.topic).update(head=start["offset"])
    for number in range(behind):
        quietly_post(room, alice, number)
    (answer,) = await bobs.hello(start)
    assert answer["recovered"] is recovered
    if recovered:
        await bobs.expect("bell_rung", number=behind - 1, within=20)


def quietly_post(room: Room, author: User, number: int) -> None:
    """As another process with a dead Redis would: rows, and no doorbell."""
    stream = Stream.objects.get(topic=room.topic)
    stream.head += 1
    stream.save()
    StoredEvent.objects.create(
        stream=stream, offset=stream.head, name="bell_rung", data={"number": number}, at=author.date_joined
    )


async def test_who_comes_back_to_what_was_pruned_gets_a_snapshot(
    connect: Connect, bobs: Client, alice: User, bob: User, carol: User, room: Room
) -> None:
    """Who stands behind the floor, that is; who stands upon it has missed nothing that is gone."""
    before, stranger, phone = place_in(room), await connect(carol), await connect(bob)
    say(alice, room, "pruned")
    upon = place_in(room)
    StoredEvent.objects.filter(stream__topic=room.topic).update(at=timezone.now() - timedelta(days=400))
    assert prune_events() >= 1
    say(alice, room, "kept")
    (answer,) = await bobs.hello(before)
    assert (answer["recovered"], answer["offset"]) == (False, upon["offset"] + 1)
    assert [message["text"] for message in answer["snapshot"]["messages"]] == ["pruned", "kept"]
    (answer,) = await phone.hello(upon)
    assert answer["recovered"] is True
    await phone.expect("message_posted", text="kept")
    (refused,) = await stranger.hello(before)
    assert refused["code"] == 404
    say(alice, room, "and on")
    for client in (bobs, phone):
        await client.expect("message_posted", text="and on")
    await stranger.expect_nothing()


async def test_a_new_epoch_resets_those_who_are_there(bobs: Client, alice: User, room: Room) -> None:
    (first,) = await bobs.hello(room.topic)
    renew()
    assert (await bobs.expect_frame(type="reset", within=6))["topic"] == room.topic
    again = await bobs.subscribe(room.topic, epoch=first["epoch"], offset=first["offset"])
    assert (again["epoch"] != first["epoch"], again["recovered"]) == (True, False)
    say(alice, room, "after the reset")
    await bobs.expect("message_posted", text="after the reset")


async def test_two_of_one_user_stand_where_each_stands(connect: Connect, alice: User, bob: User, room: Room) -> None:
    phone, laptop = await connect(bob), await connect(bob)
    await laptop.hello(room.topic)
    before = laptop.promises.position(room.topic)
    say(alice, room, "one")
    say(alice, room, "two")
    await laptop.expect("message_posted", text="two")
    (answer,) = await phone.hello(before)
    assert answer["recovered"] is True
    await phone.expect("message_posted", text="one")
    await phone.expect("message_posted", text="two")
    say(alice, room, "three")
    for client in (phone, laptop):
        await client.expect("message_posted", text="three")


async def test_subscribing_again_repeats_nothing(bobs: Client, alice: User, room: Room) -> None:
    await bobs.hello(room.topic)
    say(alice, room, "once")
    await bobs.expect("message_posted", text="once")
    answer = await bobs.subscribe(**bobs.promises.position(room.topic))
    assert answer["recovered"] is True
    say(alice, room, "then")
    await bobs.expect("message_posted", text="then")
    await bobs.expect_none("message_posted")
