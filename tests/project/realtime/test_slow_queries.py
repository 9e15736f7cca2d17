"""SQL that takes its time delays whoever asked for it, and nobody else."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.db import connection, transaction

from chat.actions import add_member, create_room, post_message, react
from chat.models import Message, Reaction, Room, RoomKind
from project.realtime.groups import EVERYONE, user_topic
from project.realtime.models import Stream
from tests.cast import session_of
from tests.harness.client import Client, Frame
from tests.harness.figures import Figures
from tests.harness.fixtures import Connect
from tests.harness.servers import Web

KEYS = [uuid4() for _ in range(3)]
# Some seconds of work.
SLOW = {
    "sqlite": "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n LIMIT 8000000) SELECT count(*) FROM n",
    "postgresql": "SELECT count(*) FROM pg_sleep(5)",
}


@pytest.fixture
def others(alice: User, bob: User) -> Room:
    """Another room of the same people, in which nothing is slow."""
    room, _created = create_room(user=alice, name="quick", kind=RoomKind.PRIVATE)
    add_member(by=alice, room=room, user=bob)
    post_message(author=alice, room=room, text="quick", key=None)
    return room


@contextmanager
def slow_reactions(room: Room) -> Iterator[None]:
    """Whoever reads how one reacted in ``room`` waits, as where an index is missing."""
    table, kept = Reaction._meta.db_table, f"{Reaction._meta.db_table}_kept"
    in_room = f"SELECT id FROM {Message._meta.db_table} WHERE room_id = {room.pk}"  # noqa: S608 - fixed
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} RENAME TO {kept}")
        cursor.execute(
            f"CREATE VIEW {table} AS SELECT * FROM {kept} "  # noqa: S608 - fixed
            f"WHERE message_id NOT IN ({in_room}) OR ({SLOW[connection.vendor]}) > 0"
        )
        try:
            yield
        finally:
            cursor.execute(f"DROP VIEW {table}")
            cursor.execute(f"ALTER TABLE {kept} RENAME TO {table}")


@pytest.fixture
def slow_room(room: Room, alice: User) -> Iterator[Room]:
    post_message(author=alice, room=room, text="slow", key=None)
    react(user=alice, message=Message.objects.get(room=room), emoji="🐌", key=None)
    with slow_reactions(room):
        yield room


async def asks(client: Client, **frame: Any) -> int:
    """Asked, and not waited for; the id of what is to be answered."""
    frame_id = client.next_id()
    await client.send({"id": frame_id, **frame})
    return frame_id


def is_answered(client: Client, frame_id: int) -> bool:
    return any(frame.get("id") == frame_id for frame in client.seen)


async def everything_is_answered(connect: Connect, client: Client, session: str, room: Room) -> None:
    """One who comes, one who comes back, and one who is there."""
    place = client.promises.position(room.topic)
    fresh = await connect(client.user, session=session)
    answers: list[Frame] = [
        *await fresh.hello(EVERYONE, room.topic),
        await fresh.subscribe(**place),
        await client.history(room.topic),
        await client.command(room.topic, "stop_typing"),
        await client.ask({"type": "ping"}),
    ]
    assert [answer["type"] for answer in answers] == ["subscribed"] * 3 + ["reply"] * 2 + ["pong"]


# What is asked for at the same time is read together: a subscription is admitted, then opened.
READINGS = {"history": 1, "subscribe": 2}


async def asks_alone(web: Web, client: Client, **frame: Any) -> int:
    """The same, and its reading has begun, so that nobody who asks later is asked together with it."""
    figures, name = Figures(web, {}), "roomcast_pool_wait_seconds_count"
    begun = await figures.now(name, pool="read") + READINGS[frame["type"]]
    frame_id = await asks(client, **frame)
    await figures.until(lambda now: now >= begun, name, pool="read")
    return frame_id


@pytest.mark.parametrize("asked", READINGS)
async def test_a_slow_read_delays_nobody_else(
    connect: Connect, web: Web, alice: User, bob: User, carol: User, others: Room, slow_room: Room, asked: str
) -> None:
    """Asked for in two tabs, as people do where nothing seems to happen."""
    tabs, his, carols = [await connect(alice) for _ in range(2)], await connect(bob), await connect(carol)
    session = session_of(bob)
    for tab in tabs:
        await tab.hello(user_topic(alice.pk))
    await his.hello(user_topic(bob.pk), others.topic)
    await carols.hello(user_topic(carol.pk), EVERYONE)
    slow = [await asks_alone(web, tab, type=asked, topic=slow_room.topic) for tab in tabs]
    await everything_is_answered(connect, his, session, others)
    await his.command(others.topic, "post_message", {"text": "quickly said"})
    await his.expect("message_posted", text="quickly said")
    for tab, frame_id in zip(tabs, slow, strict=True):
        # Her own heartbeat, too.
        assert (await tab.ask({"type": "ping"}))["type"] == "pong"
        assert not is_answered(tab, frame_id)
    for tab, frame_id in zip(tabs, slow, strict=True):
        assert (await tab.expect_frame(id=frame_id, within=60))["type"] in {"subscribed", "reply"}
    await carols.expect_nothing()


async def test_a_write_that_waits_for_a_lock_delays_no_reader(
    connect: Connect, alice: User, bob: User, carol: User, others: Room, room: Room
) -> None:
    hers, his, carols, session = await connect(alice), await connect(bob), await connect(carol), session_of(bob)
    await hers.hello(user_topic(alice.pk), room.topic)
    await his.hello(user_topic(bob.pk), others.topic, room.topic)
    await carols.hello(user_topic(carol.pk), EVERYONE)
    with transaction.atomic():
        Stream.objects.filter(topic=room.topic).select_for_update().get()
        waiting = [
            await asks(hers, type="command", topic=room.topic, name="post_message", data={"text": "late"}, key=str(key))
            for key in KEYS
        ]
        await everything_is_answered(connect, his, session, others)
        assert (await hers.ask({"type": "ping"}))["type"] == "pong"
        assert not any(is_answered(hers, frame_id) for frame_id in waiting)
    for frame_id in waiting:
        assert (await hers.expect_frame(id=frame_id))["type"] == "reply"
    await his.expect("message_posted", topic=room.topic, text="late")
    await carols.expect_nothing()
