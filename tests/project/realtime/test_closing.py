"""How a connection ends: the code's range is what the client does next."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from websockets.exceptions import InvalidStatus

from chat.models import Room
from tests.harness.fixtures import Connect
from tests.harness.servers import Web


async def test_not_signed_in(connect: Connect) -> None:
    nobody = await connect(None)
    assert (await nobody.expect_frame(type="error"))["code"] == 401
    assert (await nobody.expect_frame(type="bye"))["code"] == 4301
    assert await nobody.expect_close() == 4301
    assert [frame["type"] for frame in nobody.seen] == ["error", "bye"]


@pytest.mark.parametrize("origin", ["https://evil.example", "http://127.0.0.1.evil.example"])
async def test_a_foreign_origin_is_refused(connect: Connect, alice: User, origin: str) -> None:
    with pytest.raises(InvalidStatus) as refused:
        await connect(alice, origin=origin)
    assert refused.value.response.status_code == 403


@pytest.mark.parametrize("origin", ["null", "http://[", "http://127.0.0.1:x"])
async def test_an_unreadable_origin_is_refused(connect: Connect, alice: User, origin: str) -> None:
    with pytest.raises(InvalidStatus) as refused:
        await connect(alice, origin=origin)
    assert refused.value.response.status_code == 403


async def test_another_version_is_not_served(connect: Connect, alice: User) -> None:
    client = await connect(alice)
    await client.send({"type": "hello", "id": 1, "version": 2})
    assert (await client.expect_frame(type="error", id=1))["code"] == 400
    assert await client.expect_close() == 4001


async def test_hello_comes_first(connect: Connect, alice: User) -> None:
    client = await connect(alice)
    await client.send({"type": "ping", "id": 1})
    assert await client.expect_close() == 4002


async def test_hello_comes_within_five_seconds(connect: Connect, alice: User) -> None:
    client = await connect(alice)
    assert await client.expect_close(within=8) == 4002
    assert (await client.expect_frame(type="bye"))["reason"] == "no hello"


async def test_more_than_64_kb_is_too_much(connect: Connect, alice: User) -> None:
    client = await connect(alice)
    await client.hello()
    await client.send_text("x" * 65_537)
    assert await client.expect_close() == 1009


async def test_too_many_errors(connect: Connect, alice: User) -> None:
    client = await connect(alice)
    await client.hello()
    for _ in range(50):
        await client.send_text("nonsense")
    assert await client.expect_close() == 4005
    assert sum(frame["type"] == "error" for frame in client.seen) == 50


async def test_flooding(connect: Connect, alice: User, strict_web: Web) -> None:
    client = await connect(alice, to=strict_web)
    await client.hello()
    for number in range(60):
        await client.send({"type": "ping", "id": number})
    assert await client.expect_close() == 4103


async def test_the_newest_connection_is_one_too_many(connect: Connect, alice: User, bob: User, strict_web: Web) -> None:
    first, second = await connect(alice, to=strict_web), await connect(alice, to=strict_web)
    await first.hello()
    await second.hello()
    third, others = await connect(alice, to=strict_web), await connect(bob, to=strict_web)
    assert await third.expect_close() == 4004
    assert (await third.expect_frame(type="bye"))["code"] == 4004
    await others.hello()
    for client in (first, second, others):
        await client.settle()


async def test_who_answers_no_ping_is_gone(connect: Connect, alice: User, bob: User, strict_web: Web) -> None:
    deaf, alive = await connect(alice, to=strict_web), await connect(bob, to=strict_web)
    deaf.answers_pings = False
    await deaf.hello()
    await alive.hello()
    assert await deaf.expect_close(within=6) == 4104
    await alive.settle()


async def test_commands_may_come_only_so_fast(connect: Connect, alice: User, room: Room) -> None:
    client = await connect(alice)
    await client.hello(room.topic)
    for number in range(40):
        await client.send(
            {"type": "command", "id": 100 + number, "topic": room.topic, "name": "start_typing", "data": {}}
        )
    refused = await client.expect_frame(type="error", code=429)
    assert refused["retry"] is True
    assert refused["after_ms"] > 0
    await client.settle()


async def test_a_full_process_sends_the_next_one_elsewhere(
    connect: Connect, alice: User, bob: User, start_web: Callable[..., Web]
) -> None:
    full = start_web(CONNECTIONS="1")
    first = await connect(alice, to=full)
    await first.hello()
    second = await connect(bob, to=full)
    assert (await second.expect_frame(type="bye"))["reason"] == "overloaded"
    assert await second.expect_close() == 4101
    await first.settle()


async def test_an_old_connection_is_asked_to_come_back(
    connect: Connect, alice: User, start_web: Callable[..., Web]
) -> None:
    client = await connect(alice, to=start_web(CONNECTION_SECONDS="1"))
    await client.hello()
    bye = await client.expect_frame(type="bye")
    assert (bye["code"], bye["reason"], bye["retry_ms"]) == (4201, "rotation", [0, 5000])
    assert await client.expect_close() == 4201
