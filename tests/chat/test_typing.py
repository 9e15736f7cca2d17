"""Who is writing: told while it is true, and not worth a flood."""

import asyncio

import pytest
from django.contrib.auth.models import User

from chat.actions import remove_member
from chat.models import Room
from project.realtime.groups import user_topic
from tests.harness.client import Client
from tests.harness.fixtures import Connect

STARTED, STOPPED = "typing_started", "typing_stopped"
Cast = tuple[Client, Client, Client]


@pytest.fixture
async def cast(committed: None, connect: Connect, alice: User, bob: User, carol: User, room: Room) -> Cast:
    """Alice writes, bob watches, carol is no member."""
    hers, his, carols = [await connect(user) for user in (alice, bob, carol)]
    await hers.hello(room.topic)
    await his.hello(room.topic)
    await carols.hello(user_topic(carol.pk))
    return hers, his, carols


async def told(watcher: Client) -> list[str]:
    await watcher.settle()
    return [frame["name"] for frame in watcher.seen if frame.get("name") in (STARTED, STOPPED)]


async def test_the_end_of_a_connection_is_the_end_of_writing(cast: Cast, alice: User, room: Room) -> None:
    hers, his, carols = cast
    await hers.command(room.topic, "start_typing")
    await his.expect(STARTED, user={"id": alice.pk, "name": alice.username})
    await hers.close()
    await his.expect(STOPPED, user={"id": alice.pk, "name": alice.username})
    assert await told(his) == [STARTED, STOPPED]
    await carols.expect_nothing()


async def test_being_put_out_is_the_end_of_writing(cast: Cast, alice: User, bob: User, room: Room) -> None:
    hers, his, carols = cast
    await his.command(room.topic, "start_typing")
    await hers.expect(STARTED, user={"id": bob.pk})
    remove_member(by=alice, room=room, user_id=bob.pk)
    await hers.expect(STOPPED, user={"id": bob.pk})
    await carols.expect_nothing()


async def test_a_message_is_the_end_of_writing(cast: Cast, alice: User, room: Room) -> None:
    hers, his, carols = cast
    await hers.command(room.topic, "start_typing")
    await hers.command(room.topic, "post_message", {"text": "there"})
    await his.expect("message_posted", text="there")
    await his.expect(STOPPED, user={"id": alice.pk})
    await hers.command(room.topic, "stop_typing")
    assert await told(his) == [STARTED, STOPPED]
    await carols.expect_nothing()


async def test_who_does_not_write_cannot_stop(cast: Cast, room: Room) -> None:
    hers, his, _carols = cast
    await hers.command(room.topic, "stop_typing")
    assert await told(his) == []


async def test_a_flood_of_signals_is_told_once(cast: Cast, connect: Connect, alice: User, room: Room) -> None:
    hers, his, _carols = cast
    second = await connect(alice)
    await second.hello()
    for _ in range(5):
        await asyncio.gather(*[client.command(room.topic, "start_typing") for client in (hers, second)])
        await asyncio.gather(*[client.command(room.topic, "stop_typing") for client in (hers, second)])
    # What both tabs say at once is told once, however slow the machine is.
    heard = await told(his)
    assert heard[:2] == [STARTED, STOPPED]
    assert len(heard) <= 10
