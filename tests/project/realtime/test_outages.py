"""Redis stands still, or its connections are cut: two web processes go on, and are whole soon after it is back."""

import asyncio
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from redis import Redis

from chat.models import Room
from project.realtime.groups import EVERYONE, user_topic
from tests.harness.client import Client
from tests.harness.fixtures import Connect
from tests.harness.program import wait_until
from tests.harness.servers import RedisServer, Web
from tests.harness.speaker import ON_AND_ON, speaking
from tests.project.realtime.heard import hear_the_last, heard_by, said_in, told_anything

WHOLE_SECONDS = 5.0
FROZEN_BEATS, CUTS = 10, 8
Cast = tuple[Client, Client, Client]


@pytest.fixture(scope="module")
def neighbour_process(django_db_setup: None, logs: Path, redis_process: RedisServer) -> Iterator[Web]:
    # A beat a second tells the time, which a long grace leaves room for.
    web = Web(logs, name="neighbour", REDIS_URL=redis_process.url, HEARTBEAT_SECONDS="1", HEARTBEAT_GRACE_SECONDS="30")
    web.start()
    yield web
    web.stop()


@pytest.fixture
async def cast(
    connect: Connect, fragile_web: Web, neighbour_process: Web, alice: User, bob: User, carol: User, room: Room
) -> Cast:
    """Alice is on one web process, bob and carol are on another; all on a Redis that is going to fail."""
    hers, his = await connect(alice, to=fragile_web), await connect(bob, to=neighbour_process)
    carols = await connect(carol, to=neighbour_process)
    await hers.hello(room.topic)
    await his.hello(user_topic(bob.pk), room.topic)
    await carols.hello(user_topic(carol.pk), EVERYONE, room.topic)
    await say(hers, room, "before")
    await his.expect("message_posted", text="before")
    return hers, his, carols


async def say(client: Client, room: Room, text: str) -> None:
    reply = await client.command(room.topic, "post_message", {"text": text})
    assert reply["type"] == "reply", reply


async def beat_of(client: Client) -> None:
    beat = await client.expect_frame(type="ping")
    await client.send({"type": "pong", "n": beat["n"]})


async def whole(cast: Cast, room: Room) -> None:
    """On the sockets that they had, without having been sent anything twice; and carol has heard nothing."""
    hers, his, carols = cast
    for client in (hers, his):
        await hear_the_last(client, room, within=WHOLE_SECONDS)
        assert heard_by(client, room) == said_in(room)
        assert (await client.ask({"type": "ping"}))["type"] == "pong"
        client.check()
    assert (await carols.ask({"type": "ping"}))["type"] == "pong"
    assert told_anything(carols) == []


async def test_frozen_for_ten_seconds(cast: Cast, redis_server: RedisServer, room: Room) -> None:
    """Ten beats of a web process long, at each of which something is said; who asks it meanwhile waits as long."""
    hers, his, _carols = cast
    his.answers_pings = False
    await beat_of(his)
    with Redis.from_url(redis_server.url, socket_timeout=60) as redis:
        redis.ping()
        redis_server.freeze()
        asked = asyncio.create_task(asyncio.to_thread(redis.ping))
        for beat in range(FROZEN_BEATS):
            await beat_of(his)
            await say(hers, room, f"said at beat {beat}")
        assert not asked.done()
        redis_server.thaw()
        assert await asked
    await say(hers, room, "said after it")
    his.answers_pings = True
    await whole(cast, room)


@pytest.mark.parametrize("kind", ["pubsub", "normal"])
async def test_connections_to_redis_are_killed_again_and_again(
    cast: Cast, redis_server: RedisServer, alice: User, room: Room, kind: str
) -> None:
    """While somebody speaks on and on: what is published while nobody listens is gone, and must be found."""
    _hers, his, _carols = cast
    with (
        Redis.from_url(redis_server.url) as redis,
        speaking(ON_AND_ON, alice, room, "on and on", REDIS_URL=redis_server.url) as speaker,
    ):
        await speaker.begin()
        for _ in range(CUTS):
            # As soon as there are some again.
            killed = partial(redis.client_kill_filter, _type=kind, skipme=True)
            await asyncio.to_thread(wait_until, killed, WHOLE_SECONDS, lambda: f"nobody is {kind}")
            await his.expect("message_posted", topic=room.topic, within=WHOLE_SECONDS)
        assert await speaker.end() == 0
    await whole(cast, room)


async def test_emptied_again_and_again(cast: Cast, redis_server: RedisServer, room: Room) -> None:
    hers, his, _carols = cast
    with Redis.from_url(redis_server.url) as redis:
        for number in range(CUTS):
            redis.flushall()
            await say(hers, room, f"said {number}")
            await his.expect("message_posted", text=f"said {number}", within=WHOLE_SECONDS)
    await whole(cast, room)


async def test_restarted_under_two_web_processes(cast: Cast, redis_server: RedisServer, room: Room) -> None:
    """They hear each other's doorbell again, and what nobody rang."""
    hers, his, _carols = cast
    redis_server.kill()
    await say(hers, room, "said without it")
    redis_server.start()
    for number in range(3):
        await say(his, room, f"said after it {number}")
    await whole(cast, room)
