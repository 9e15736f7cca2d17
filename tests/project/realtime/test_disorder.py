"""The channel layer may deliver late, twice, out of order or nonsense: nobody is shown anything but the log."""

import random
from collections.abc import AsyncIterator
from typing import Any

import pytest
from channels_redis.pubsub import RedisPubSubChannelLayer
from django.conf import settings
from django.contrib.auth.models import User

from chat.actions import post_message
from chat.models import Room
from project.realtime.groups import EVERYONE, group_of, user_topic
from project.realtime.models import StoredEvent
from project.realtime.publish import event_item
from tests.harness.client import Client
from tests.harness.figures import Figures
from tests.harness.fixtures import Connect
from tests.harness.servers import RedisServer, Web
from tests.project.realtime.heard import heard_by, said_in, told_anything

WHOLE_SECONDS = 5.0
MESSAGES = 8
Item = dict[str, Any]


@pytest.fixture
async def layer(redis_server: RedisServer) -> AsyncIterator[Any]:
    """That of ``fragile_web``. What this process publishes goes elsewhere, so only the test rings there."""
    layer = RedisPubSubChannelLayer(hosts=[redis_server.url], prefix=settings.REDIS_PREFIX)
    yield layer
    await layer.flush()


@pytest.fixture
async def cast(
    connect: Connect, fragile_web: Web, bob: User, carol: User, room: Room
) -> tuple[Figures, Client, Client]:
    figures = await Figures.of(fragile_web)
    his, carols = await connect(bob, to=fragile_web), await connect(carol, to=fragile_web)
    await his.hello(user_topic(bob.pk), room.topic)
    await carols.hello(user_topic(carol.pk), EVERYONE, room.topic)
    return figures, his, carols


def say_some(author: User, room: Room) -> list[Item]:
    """The pushes that nobody hears of."""
    for number in range(MESSAGES):
        post_message(author=author, room=room, text=f"said {number}", key=None)
    rows = StoredEvent.objects.select_related("stream").filter(stream__topic=room.topic, name="message_posted")
    return [event_item(row) for row in rows.order_by("offset")]


async def push(layer: Any, topic: str, items: list[Any]) -> None:
    for item in items:
        await layer.group_send(group_of(topic), {"type": "push", "items": [item]})


@pytest.mark.parametrize("seed", range(3))
async def test_late_twice_and_in_any_order(
    layer: Any, cast: tuple[Figures, Client, Client], alice: User, room: Room, seed: int
) -> None:
    figures, his, carols = cast
    pushes = say_some(alice, room) * 3
    random.Random(seed).shuffle(pushes)
    await push(layer, room.topic, pushes)
    await his.expect("message_posted", text=f"said {MESSAGES - 1}", within=WHOLE_SECONDS)
    await push(layer, room.topic, pushes)
    await figures.until(lambda heard: heard >= 2 * len(pushes), "roomcast_pushes_received_total", kind="event")
    await nothing_but_the_log(his, carols, room)


async def test_from_another_life_of_the_log_and_nonsense(
    layer: Any, cast: tuple[Figures, Client, Client], alice: User, room: Room
) -> None:
    """Also what would be next by its number, and what is somebody else's by its topic."""
    figures, his, carols = cast
    pushes = say_some(alice, room)
    foreign = [item | {"epoch": "another", "frame": item["frame"].replace("said", "foreign")} for item in pushes]
    to_come = [foreign[-1] | {"offset": pushes[-1]["offset"] + ahead} for ahead in (1, 2, 300)]
    nonsense: list[Any] = [
        {},
        {"kind": "nothing"},
        {"kind": "event"},
        {"kind": "event", "topic": room.topic},
        "x",
        None,
    ]
    mixed = [*foreign, *nonsense, *pushes, *to_come]
    random.Random(0).shuffle(mixed)
    await push(layer, room.topic, mixed)
    await layer.group_send(group_of(room.topic), {"type": "no.such.handler"})
    await his.expect("message_posted", text=f"said {MESSAGES - 1}", within=WHOLE_SECONDS)
    real = len([*foreign, *pushes, *to_come])
    await figures.until(lambda heard: heard >= real, "roomcast_pushes_received_total", kind="event")
    await nothing_but_the_log(his, carols, room)


async def nothing_but_the_log(his: Client, carols: Client, room: Room) -> None:
    for client in (his, carols):
        assert (await client.ask({"type": "ping"}))["type"] == "pong"
        client.check()
    assert heard_by(his, room) == said_in(room)
    assert not [frame for frame in his.seen if frame["type"] == "reset"]
    assert told_anything(carols) == []
