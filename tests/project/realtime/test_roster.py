"""Who is here, as the people in a room are told: browsers and web processes die, reload and freeze."""

import asyncio
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from redis import Redis

from chat.actions import add_member, remove_member
from chat.models import Room
from project.realtime.groups import user_topic
from tests.cast import new_user
from tests.harness.client import Client
from tests.harness.fixtures import Connect
from tests.harness.program import wait_until
from tests.harness.servers import RedisServer, Web
from tests.project.realtime.conftest import GONE_SECONDS, Twins

JOINED, LEFT = "presence_joined", "presence_left"


def ids(people: list[dict[str, Any]]) -> set[int]:
    return {person["id"] for person in people}


def told(client: Client, user: User) -> list[str]:
    """What the client has ever heard of this user's coming and going."""
    signals = [frame for frame in client.seen if frame["type"] == "signal" and frame["name"] in (JOINED, LEFT)]
    return [frame["name"] for frame in signals if frame["data"]["user"]["id"] == user.pk]


@pytest.fixture
def dave(room: Room, alice: User) -> User:
    """A member whose going tells the time: what was due before it has been told before it."""
    dave = new_user("dave")
    add_member(by=alice, room=room, user=dave)
    return dave


async def until_dave_is_gone(connect: Connect, watchers: list[Client], dave: User, room: Room, web: Web) -> None:
    his = await connect(dave, to=web)
    await his.hello(room.topic)
    for watcher in watchers:
        await watcher.expect(JOINED, user={"id": dave.pk})
    await his.close()
    for watcher in watchers:
        await watcher.expect(LEFT, user={"id": dave.pk}, within=GONE_SECONDS)


async def test_coming_and_going_is_told_once_by_however_many_processes(
    connect: Connect, twins: Twins, alice: User, bob: User, carol: User, dave: User, room: Room
) -> None:
    watchers = [await connect(user, to=web) for user, web in ((alice, twins[0]), (bob, twins[1]))]
    carols = await connect(carol, to=twins[0])
    await carols.hello(user_topic(carol.pk))
    for watcher in watchers:
        await watcher.hello(room.topic)
    await until_dave_is_gone(connect, watchers, dave, room, twins[0])
    for watcher in watchers:
        await watcher.settle()
        assert told(watcher, dave) == [JOINED, LEFT]
    await carols.expect_nothing()


async def test_of_two_tabs_one_is_enough(
    connect: Connect, twins: Twins, alice: User, bob: User, dave: User, room: Room
) -> None:
    his = await connect(bob, to=twins[1])
    await his.hello(room.topic)
    tabs = [await connect(alice, to=web) for web in twins]
    for tab in tabs:
        await tab.hello(room.topic)
    await his.expect(JOINED, user={"id": alice.pk})
    await tabs[0].close()
    await until_dave_is_gone(connect, [his], dave, room, twins[0])
    assert told(his, alice) == [JOINED]
    assert alice.pk in ids((await his.subscribe(room.topic))["present"])


async def test_who_loads_the_page_anew_has_not_left(
    connect: Connect, twins: Twins, alice: User, bob: User, dave: User, room: Room
) -> None:
    his, hers = await connect(bob, to=twins[1]), await connect(alice, to=twins[0])
    await his.hello(room.topic)
    await hers.hello(room.topic)
    await his.expect(JOINED, user={"id": alice.pk})
    await hers.close()
    again = await connect(alice, to=twins[1])
    await again.hello(room.topic)
    await again.subscribe(room.topic)
    await until_dave_is_gone(connect, [his], dave, room, twins[0])
    assert told(his, alice) == [JOINED]


async def test_who_is_sent_away_by_a_deploy_and_comes_back_has_not_left(
    connect: Connect, twins: Twins, alice: User, bob: User, dave: User, room: Room
) -> None:
    his, hers = await connect(bob, to=twins[1]), await connect(alice, to=twins[0])
    await his.hello(room.topic)
    await hers.hello(room.topic)
    await his.expect(JOINED, user={"id": alice.pk})
    end = asyncio.create_task(asyncio.to_thread(twins[0].terminate))
    assert await hers.expect_close() == 4200
    # She takes her time, as her `bye` allows; dave comes and goes meanwhile.
    await until_dave_is_gone(connect, [his], dave, room, twins[1])
    again = await connect(alice, to=twins[1])
    await again.hello(room.topic)
    await his.settle()
    assert told(his, alice) == [JOINED]
    assert await end == 0


async def test_a_browser_that_vanishes_without_a_word(
    connect: Connect, twins: Twins, alice: User, bob: User, room: Room
) -> None:
    his, hers = await connect(bob, to=twins[1]), await connect(alice, to=twins[0])
    await his.hello(room.topic)
    await hers.hello(room.topic)
    hers.answers_pings = False
    await his.expect(LEFT, user={"id": alice.pk}, within=4 + GONE_SECONDS)
    assert alice.pk not in ids((await his.subscribe(room.topic))["present"])
    assert told(his, alice) == [JOINED, LEFT]


async def test_a_web_process_that_is_killed(
    connect: Connect, twins: Twins, alice: User, bob: User, dave: User, room: Room
) -> None:
    his = await connect(bob, to=twins[1])
    await his.hello(room.topic)
    for user in (alice, dave):
        client = await connect(user, to=twins[0])
        await client.hello(room.topic)
        await his.expect(JOINED, user={"id": user.pk})
    twins[0].kill()
    for user in (alice, dave):
        await his.expect(LEFT, user={"id": user.pk}, within=GONE_SECONDS)
    assert ids((await his.subscribe(room.topic))["present"]) == {bob.pk}
    await his.settle()
    assert [told(his, user) for user in (alice, dave)] == [[JOINED, LEFT]] * 2


async def test_a_web_process_that_sleeps_and_wakes(
    connect: Connect, twins: Twins, alice: User, bob: User, room: Room
) -> None:
    """As a machine does. The others were told that its people left, so they are told that they are back."""
    his, hers = await connect(bob, to=twins[1]), await connect(alice, to=twins[0])
    await his.hello(room.topic)
    await hers.hello(room.topic)
    await his.expect(JOINED, user={"id": alice.pk})
    twins[0].freeze()
    await his.expect(LEFT, user={"id": alice.pk}, within=GONE_SECONDS)
    twins[0].thaw()
    await his.expect(JOINED, user={"id": alice.pk}, within=GONE_SECONDS)
    assert told(his, alice) == [JOINED, LEFT, JOINED]


async def test_an_emptied_redis_announces_nobody(
    connect: Connect, twins: Twins, alice: User, bob: User, dave: User, room: Room
) -> None:
    watchers = [await connect(user, to=web) for user, web in ((alice, twins[0]), (bob, twins[1]))]
    for watcher in watchers:
        await watcher.hello(room.topic)
    await watchers[0].expect(JOINED, user={"id": bob.pk})
    key = f"{settings.REDIS_PREFIX}:presence:{room.topic}"
    with Redis.from_url(settings.REDIS_URLS[0]) as redis:
        assert redis.delete(key) == 1
        await asyncio.to_thread(wait_until, lambda: redis.zcard(key) == 2, GONE_SECONDS, lambda: "not renewed")
    await until_dave_is_gone(connect, watchers, dave, room, twins[0])
    assert [told(watchers[0], user) for user in (alice, bob)] == [[JOINED], [JOINED]]
    assert told(watchers[1], bob) == [JOINED]


async def test_who_comes_while_redis_is_frozen_hears_of_the_others_afterwards(
    connect: Connect, fragile_web: Web, redis_server: RedisServer, alice: User, bob: User, room: Room
) -> None:
    his = await connect(bob, to=fragile_web)
    await his.hello(room.topic)
    # No signal of it is waited for: an earlier test may have taken away the Redis that would bring it.
    key = f"{settings.REDIS_PREFIX}:presence:{room.topic}"
    with Redis.from_url(redis_server.url) as redis:
        await asyncio.to_thread(wait_until, lambda: redis.zcard(key) == 1, GONE_SECONDS, lambda: "he is not entered")
    redis_server.freeze()
    hers = await connect(alice, to=fragile_web)
    (answer,) = await hers.hello(room.topic)
    assert answer["present"] == []
    redis_server.thaw()
    await hers.expect(JOINED, user={"id": bob.pk}, within=GONE_SECONDS)
    await his.expect(JOINED, user={"id": alice.pk}, within=GONE_SECONDS)
    assert told(his, alice) == [JOINED]


async def test_who_is_put_out_is_not_among_those_who_are_here(
    connect: Connect, twins: Twins, alice: User, bob: User, room: Room
) -> None:
    his, hers = await connect(bob, to=twins[1]), await connect(alice, to=twins[0])
    await his.hello(room.topic)
    await hers.hello(room.topic)
    remove_member(by=alice, room=room, user_id=bob.pk)
    assert ids((await hers.subscribe(room.topic))["present"]) == {alice.pk}
    await hers.expect(LEFT, user={"id": bob.pk}, within=GONE_SECONDS)
    assert told(hers, bob) == [LEFT]
