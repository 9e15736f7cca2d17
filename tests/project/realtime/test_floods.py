"""Who asks faster than people do is told to wait, however many sockets he asks by; and nobody else is."""

import asyncio
from typing import Any

from django.contrib.auth.models import User

from chat.models import Room
from project.realtime.groups import EVERYONE, user_topic
from tests.harness.client import Client
from tests.harness.fixtures import Connect
from tests.project.realtime.conftest import Twins

MOST = 400
# Of the twins: so many at once by one connection, and by all connections of one user.
SUBSCRIPTIONS, SUBSCRIPTIONS_OF_USER = 100, 150
COMMANDS, COMMANDS_OF_USER = 30, 60
# By one user in one room.
MESSAGES = 10


def assert_told_to_wait(refused: dict[str, Any]) -> None:
    assert (refused["type"], refused["code"], refused["retry"]) == ("error", 429, True)
    assert refused["after_ms"] > 0


async def subscribe_until_refused(client: Client, topic: str, most: int = MOST) -> int:
    for done in range(most):
        answer = await client.subscribe(topic)
        if answer["type"] == "error":
            assert_told_to_wait(answer)
            return done
    return most


async def test_subscribing_in_a_loop(connect: Connect, twins: Twins, alice: User, bob: User) -> None:
    hers, his = await connect(alice, to=twins[0]), await connect(bob, to=twins[0])
    await hers.hello(user_topic(alice.pk))
    await his.hello(EVERYONE)
    done = await subscribe_until_refused(hers, EVERYONE)
    assert SUBSCRIPTIONS <= done < SUBSCRIPTIONS_OF_USER
    assert_told_to_wait(await hers.unsubscribe(EVERYONE))
    assert (await his.subscribe(EVERYONE))["type"] == "subscribed"
    await hers.settle()


async def test_subscribing_in_a_loop_by_several_sockets(connect: Connect, twins: Twins, alice: User, bob: User) -> None:
    """Each socket keeps to its own measure; together, on two processes, they do not keep to their user's."""
    first, second = [await connect(alice, to=web) for web in twins]
    for client in (first, second):
        await client.hello()
    spent = SUBSCRIPTIONS - 10
    assert await subscribe_until_refused(first, EVERYONE, spent) == spent
    assert await subscribe_until_refused(second, EVERYONE) < SUBSCRIPTIONS
    (refused,) = await (await connect(alice, to=twins[1])).hello(EVERYONE)
    assert_told_to_wait(refused)
    (answer,) = await (await connect(bob, to=twins[1])).hello(EVERYONE)
    assert answer["type"] == "subscribed"


async def test_all_that_may_be_followed_may_be_asked_for_at_once_and_again(
    connect: Connect, twins: Twins, alice: User, room: Room
) -> None:
    """As after a reconnect, and after a hole in every topic."""
    client = await connect(alice, to=twins[0])
    topics = [EVERYONE, user_topic(alice.pk), room.topic]
    await client.hello(*topics)
    for number in range(50):
        await client.send({"type": "subscribe", "id": f"again {number}", "topic": topics[number % 3]})
    for number in range(50):
        assert (await client.expect_frame(id=f"again {number}"))["type"] == "subscribed"


async def test_commands_by_several_sockets(connect: Connect, twins: Twins, alice: User, bob: User, room: Room) -> None:
    sockets = [await connect(alice, to=twins[number % 2]) for number in range(3)]
    his = await connect(bob, to=twins[0])
    for client in (*sockets, his):
        await client.hello()
    answers = await asyncio.gather(
        *[client.command(room.topic, "stop_typing") for client in sockets for _ in range(COMMANDS)]
    )
    refused = [answer for answer in answers if answer["type"] == "error"]
    assert len(answers) - len(refused) <= COMMANDS_OF_USER
    for answer in refused:
        assert_told_to_wait(answer)
    for answer in (await sockets[0].history(room.topic), await sockets[1].command(room.topic, "stop_typing")):
        assert_told_to_wait(answer)
    assert (await his.command(room.topic, "stop_typing"))["type"] == "reply"


async def test_messages_by_several_sockets(
    connect: Connect, twins: Twins, alice: User, bob: User, carol: User, room: Room
) -> None:
    """By turns on two processes, so that neither socket says more than it might alone; what is refused is not said."""
    hers, his = [await connect(alice, to=web) for web in twins], await connect(bob, to=twins[0])
    carols = await connect(carol, to=twins[1])
    for client in (*hers, his):
        await client.hello(room.topic)
    await carols.hello(user_topic(carol.pk))
    said, refused = await say_until_refused(hers, room)
    assert MESSAGES <= said < 2 * MESSAGES
    assert_told_to_wait(refused)
    assert (await say(his, room, "bob"))["type"] == "reply"
    await hers[0].expect("message_posted", text="bob")
    texts = [frame["data"]["text"] for frame in hers[0].seen if frame.get("name") == "message_posted"]
    assert texts == [*[f"said {number}" for number in range(said)], "bob"]
    await carols.expect_nothing()


async def say(client: Client, room: Room, text: str) -> dict[str, Any]:
    return await client.command(room.topic, "post_message", {"text": text})


async def say_until_refused(clients: list[Client], room: Room) -> tuple[int, dict[str, Any]]:
    for number in range(2 * MESSAGES):
        answer = await say(clients[number % 2], room, f"said {number}")
        if answer["type"] == "error":
            return number, answer
    raise AssertionError("nothing was refused")
