"""What breaks and heals: Redis frozen, restarted and emptied; the web process killed; a push that is lost."""

import asyncio
import re
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from redis import Redis

from chat.actions import post_message
from chat.models import Room
from project.realtime.groups import user_topic
from tests.harness.client import Client
from tests.harness.fixtures import Connect
from tests.harness.program import wait_until
from tests.harness.servers import RedisServer, Web

WHOLE_SECONDS = 5.0


async def say(client: Client, room: Room, text: str) -> None:
    reply = await client.command(room.topic, "post_message", {"text": text})
    assert reply["type"] == "reply", reply


@pytest.fixture
async def cast(connect: Connect, fragile_web: Web, alice: User, bob: User, carol: User, room: Room) -> list[Client]:
    hers, his, carols = [await connect(user, to=fragile_web) for user in (alice, bob, carol)]
    await hers.hello(room.topic)
    await his.hello(room.topic)
    await carols.hello(room.topic)
    await say(hers, room, "before")
    await his.expect("message_posted", text="before")
    return [hers, his, carols]


async def told_of(carols: Client) -> list[dict[str, Any]]:
    assert (await carols.ask({"type": "ping"}))["type"] == "pong"
    return [frame for frame in carols.seen if frame["type"] in {"event", "state", "signal"}]


async def test_frozen_redis_delays_and_loses_nothing(cast: list[Client], redis_server: RedisServer, room: Room) -> None:
    hers, his, carols = cast
    redis_server.freeze()
    try:
        await say(hers, room, "said while frozen")
        await his.expect("message_posted", text="said while frozen", within=WHOLE_SECONDS)
    finally:
        redis_server.thaw()
    await say(hers, room, "thawed")
    await his.expect("message_posted", text="thawed", within=WHOLE_SECONDS)
    assert await told_of(carols) == []


async def test_restarted_redis_delays_and_loses_nothing(
    cast: list[Client], redis_server: RedisServer, room: Room
) -> None:
    hers, his, carols = cast
    redis_server.kill()
    await say(hers, room, "said without redis")
    await his.expect("message_posted", text="said without redis", within=WHOLE_SECONDS)
    redis_server.start()
    await say(hers, room, "said with a new one")
    await his.expect("message_posted", text="said with a new one", within=WHOLE_SECONDS)
    assert await told_of(carols) == []


def told_of_the_end(web: Web, before: int) -> str:
    """What its log says from ``before`` until both ways through the layer are mended."""
    ends = [f"{way} the channel layer works again" for way in ("hearing", "pushing into")]
    wait_until(lambda: all(end in web.output()[before:] for end in ends), 10, web.describe)
    return web.output()[before:]


async def test_an_outage_of_redis_is_told_once_and_its_end_too(
    cast: list[Client], fragile_web: Web, redis_server: RedisServer, room: Room
) -> None:
    """However many pushes, joins and counts fail meanwhile."""
    hers, his, carols = cast
    before = len(fragile_web.output())
    redis_server.kill()
    for text in ("the first", "the second", "the third"):
        await say(hers, room, text)
        await his.expect("message_posted", text=text, within=WHOLE_SECONDS)
    redis_server.start()
    await say(hers, room, "the last")
    told = await asyncio.to_thread(told_of_the_end, fragile_web, before)
    beginnings = re.findall(r"(\w[\w ]+) fails; nothing more", told)
    assert {"hearing the channel layer", "pushing into the channel layer"} <= set(beginnings)
    assert len(beginnings) == len(set(beginnings))
    assert told.count("Unexpected exception in receive task") <= 1
    assert "Traceback" not in told
    assert await told_of(carols) == []


async def test_emptied_redis_delays_and_loses_nothing(
    cast: list[Client], redis_server: RedisServer, room: Room
) -> None:
    hers, his, carols = cast
    with Redis.from_url(redis_server.url) as redis:
        redis.flushall()
    await say(hers, room, "said after it")
    await his.expect("message_posted", text="said after it", within=WHOLE_SECONDS)
    assert await told_of(carols) == []


async def test_a_lost_last_push_is_found_by_the_heads(
    connect: Connect, fragile_web: Web, alice: User, bob: User, carol: User, room: Room
) -> None:
    """This process rings another Redis: to that web process the push is lost, and no later event reveals it."""
    his, carols = await connect(bob, to=fragile_web), await connect(carol, to=fragile_web)
    await his.hello(user_topic(bob.pk), room.topic)
    await carols.hello(user_topic(carol.pk), room.topic)
    post_message(author=alice, room=room, text="the last one", key=uuid4())
    await his.expect("message_posted", text="the last one", within=WHOLE_SECONDS)
    assert await told_of(carols) == []


async def test_killed_and_restarted_web_is_resumed(
    connect: Connect, fragile_web: Web, alice: User, bob: User, carol: User, room: Room
) -> None:
    hers, his, carols = await connect(alice), await connect(bob, to=fragile_web), await connect(carol, to=fragile_web)
    await hers.hello(room.topic)
    await his.hello(room.topic)
    await carols.hello(room.topic)
    await say(hers, room, "seen")
    await his.expect("message_posted", text="seen")
    fragile_web.kill()
    assert await his.expect_close() == 1006
    await say(hers, room, "missed")
    fragile_web.start()
    again, stranger = await connect(bob, to=fragile_web), await connect(carol, to=fragile_web)
    (answer,) = await again.hello(his.promises.position(room.topic))
    assert answer["recovered"] is True
    await again.expect("message_posted", text="missed")
    assert (await stranger.hello(room.topic))[0]["code"] == 404
    assert await told_of(stranger) == []
    await again.expect_none("message_posted")


async def test_two_web_processes_are_one_room(
    connect: Connect, strict_web: Web, alice: User, bob: User, carol: User, room: Room
) -> None:
    hers, his, carols = await connect(alice), await connect(bob, to=strict_web), await connect(carol, to=strict_web)
    await hers.hello(room.topic)
    await his.hello(room.topic)
    await carols.hello(user_topic(carol.pk), room.topic)
    await asyncio.gather(*[say(hers, room, f"over there {number}") for number in range(5)])
    for number in range(5):
        await his.expect("message_posted", text=f"over there {number}")
    await carols.expect_nothing()
