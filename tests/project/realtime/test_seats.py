"""So many connections of one user: counted over all web processes, and never held against him for long."""

import asyncio
from contextlib import suppress

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from redis import Redis
from websockets.exceptions import ConnectionClosed

from tests.harness.client import Client
from tests.harness.fixtures import Connect
from tests.harness.program import wait_until
from tests.harness.servers import RedisServer, Web
from tests.project.realtime.conftest import GONE_SECONDS, Twins

# CONNECTIONS_PER_USER of the twins, and of the product.
OF_TWINS, OF_OTHERS = 3, 20


async def seated(connect: Connect, user: User, web: Web) -> Client:
    client = await connect(user, to=web)
    await client.hello()
    return client


async def refused(connect: Connect, user: User, web: Web) -> None:
    client = await connect(user, to=web)
    assert await client.expect_close() == 4004
    assert (await client.expect_frame(type="bye"))["code"] == 4004


async def until_seated(connect: Connect, user: User, web: Web) -> Client:
    """As somebody does who loads the page again and again."""
    async with asyncio.timeout(GONE_SECONDS):
        while True:
            client = await connect(user, to=web)
            if await first_word(client) == "welcome":
                return client
            await client.expect_close()


async def first_word(client: Client) -> str:
    with suppress(ConnectionClosed):
        await client.send({"type": "hello", "id": 1, "version": 1})
    return str((await client.expect_frame())["type"])


def seats_of(user: User) -> set[str]:
    with Redis.from_url(settings.REDIS_URLS[0], decode_responses=True) as redis:
        return set(redis.zrange(f"{settings.REDIS_PREFIX}:seats:{user.pk}", 0, -1))


async def test_they_are_counted_over_all_processes(connect: Connect, twins: Twins, alice: User, bob: User) -> None:
    hers = [await seated(connect, alice, twins[number % 2]) for number in range(OF_TWINS)]
    for web in twins:
        await refused(connect, alice, web)
        await seated(connect, bob, web)
    await hers[0].close()
    await until_seated(connect, alice, twins[1])
    for client in hers[1:]:
        await client.settle()


async def test_those_who_come_at_once_do_not_slip_through(connect: Connect, twins: Twins, alice: User) -> None:
    clients = await asyncio.gather(*[connect(alice, to=twins[number % 2]) for number in range(4 * OF_TWINS)])
    words = [await first_word(client) for client in clients]
    assert (words.count("welcome"), words.count("bye")) == (OF_TWINS, 3 * OF_TWINS)
    assert len(seats_of(alice)) == OF_TWINS


async def test_a_killed_process_gives_its_seats_back(connect: Connect, twins: Twins, alice: User) -> None:
    for _ in range(OF_TWINS):
        await seated(connect, alice, twins[0])
    twins[0].kill()
    await until_seated(connect, alice, twins[1])


async def test_an_emptied_redis_is_told_again(connect: Connect, twins: Twins, alice: User) -> None:
    clients = [await seated(connect, alice, twins[0]) for _ in range(OF_TWINS)]
    before = seats_of(alice)
    assert before == {client.welcome["connection"] for client in clients}
    with Redis.from_url(settings.REDIS_URLS[0]) as redis:
        redis.delete(f"{settings.REDIS_PREFIX}:seats:{alice.pk}")
    await asyncio.to_thread(wait_until, lambda: seats_of(alice) == before, GONE_SECONDS, lambda: f"{seats_of(alice)}")
    await refused(connect, alice, twins[1])


@pytest.mark.parametrize("fault", ["dead", "frozen"])
async def test_without_redis_each_process_counts_its_own(
    connect: Connect, fragile_web: Web, redis_server: RedisServer, alice: User, bob: User, fault: str
) -> None:
    redis_server.kill() if fault == "dead" else redis_server.freeze()
    hers = await asyncio.gather(*[connect(alice, to=fragile_web) for _ in range(OF_OTHERS + 3)])
    words = await asyncio.gather(*[first_word(client) for client in hers])
    assert (words.count("welcome"), words.count("bye")) == (OF_OTHERS, 3)
    await seated(connect, bob, fragile_web)
    await hers[words.index("welcome")].close()
    await until_seated(connect, alice, fragile_web)
