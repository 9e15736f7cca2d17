"""The frames of version 1, against the real server."""

import json
from uuid import uuid4

import pytest
from django.contrib.auth.models import User

from chat.models import Room
from project.realtime.groups import EVERYONE, user_topic
from tests.harness.client import Client
from tests.harness.fixtures import Connect
from tests.harness.servers import Web


@pytest.fixture
async def client(connect: Connect, alice: User) -> Client:
    client = await connect(alice)
    await client.hello()
    return client


async def test_welcome_says_who_one_is_and_what_holds(connect: Connect, alice: User) -> None:
    client = await connect(alice)
    await client.hello()
    assert client.welcome["version"] == 1
    assert client.welcome["user"] == {"id": alice.pk, "name": alice.username}
    assert client.welcome["heartbeat"] == {"interval": 25, "grace": 10}
    assert client.welcome["limits"] == {"frame": 16384, "subscriptions": 50, "commands_per_second": 10}
    assert client.welcome["jitter_ms"] == 3000
    assert client.welcome["connection"]


async def test_each_place_of_hello_is_answered(connect: Connect, alice: User, room: Room) -> None:
    client = await connect(alice)
    mine, everyone, there, nowhere = await client.hello(user_topic(alice.pk), EVERYONE, room.topic, "room:999999999")
    assert [mine["type"], everyone["type"], there["type"], nowhere["type"]] == ["subscribed"] * 3 + ["error"]
    assert (nowhere["code"], nowhere["retry"], nowhere["topic"]) == (404, False, "room:999999999")
    assert there["recovered"] is False
    assert {"room", "messages", "more", "present", "tasks"} <= set(there["snapshot"])
    assert there["offset"] == there["head"]


async def test_a_message_is_answered_and_told_to_the_others(
    connect: Connect, alice: User, bob: User, carol: User, room: Room
) -> None:
    hers, his, stranger = await connect(alice), await connect(bob), await connect(carol)
    for client in (hers, his):
        await client.hello(room.topic)
    await stranger.hello(user_topic(carol.pk), EVERYONE, room.topic)
    key = str(uuid4())
    reply = await hers.command(room.topic, "post_message", {"text": "你好"}, key)
    assert reply["type"] == "reply"
    for client in (hers, his):
        event = await client.expect("message_posted", topic=room.topic, text="你好", key=key)
        assert (event["data"]["id"], event["offset"]) == (reply["data"]["id"], reply["data"]["offset"])
        assert event["data"]["author"] == {"id": alice.pk, "name": alice.username}
    await stranger.expect_nothing()


async def test_the_same_key_twice_is_one_message(connect: Connect, alice: User, carol: User, room: Room) -> None:
    client, stranger = await connect(alice), await connect(carol)
    await client.hello(room.topic)
    await stranger.hello(user_topic(carol.pk))
    key = str(uuid4())
    first = await client.command(room.topic, "post_message", {"text": "once"}, key)
    again = await client.command(room.topic, "post_message", {"text": "once"}, key)
    assert (first["duplicate"], again["duplicate"]) == (False, True)
    assert first["data"] == again["data"]
    await client.expect("message_posted", text="once")
    await client.expect_none("message_posted")
    other = await client.command(room.topic, "post_message", {"text": "twice"}, key)
    assert (other["type"], other["code"], other["retry"]) == ("error", 409, False)
    await stranger.expect_nothing()


async def test_who_unsubscribes_hears_no_more(connect: Connect, alice: User, bob: User, room: Room) -> None:
    hers, his = await connect(alice), await connect(bob)
    await hers.hello(room.topic)
    await his.hello(user_topic(bob.pk), room.topic)
    assert (await his.unsubscribe(room.topic))["type"] == "reply"
    his.inbox.clear()
    await hers.command(room.topic, "post_message", {"text": "without bob"})
    await hers.expect("message_posted", text="without bob")
    await his.expect_nothing()
    assert (await his.unsubscribe(room.topic))["code"] == 404


async def test_history_has_what_the_snapshot_has_not(connect: Connect, alice: User, room: Room) -> None:
    client = await connect(alice)
    await client.hello(room.topic)
    ids = [
        (await client.command(room.topic, "post_message", {"text": f"line {number}"}))["data"]["id"]
        for number in range(4)
    ]
    page = (await client.history(room.topic, before=ids[3], limit=2))["data"]
    assert [message["id"] for message in page["items"]] == ids[1:3]
    assert page["more"] is True
    assert (await client.history("everyone"))["code"] == 404


async def test_ping_is_answered_with_its_id(client: Client) -> None:
    await client.send({"type": "ping", "id": "a name of mine"})
    assert (await client.expect_frame(type="pong"))["id"] == "a name of mine"


BAD = [
    ("{", 400),
    ("[]", 400),
    (json.dumps({"id": 1}), 400),
    (json.dumps({"type": "teleport", "id": 1}), 404),
    (json.dumps({"type": "hello", "id": 1, "version": 1}), 400),
    (json.dumps({"type": "subscribe", "id": 1, "topic": "room:聊天室"}), 404),
    (json.dumps({"type": "subscribe", "id": 1, "topic": "room:0042"}), 404),
    (json.dumps({"type": "subscribe", "id": 1, "topic": "room:" + "9" * 60}), 404),
    (json.dumps({"type": "subscribe", "id": 1, "topic": "task:no-uuid"}), 404),
    (json.dumps({"type": "subscribe", "id": 1, "topic": "__class__:1"}), 404),
    (json.dumps({"type": "unsubscribe", "id": 1, "topic": "room:1"}), 404),
    (json.dumps({"type": "command", "id": 1, "topic": "everyone", "name": "post_message"}), 404),
    (json.dumps({"type": "ping", "id": 1, "x": [[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]}), 400),
    (json.dumps({"type": "ping", "id": 1, "x": "x" * 17_000}), 413),
]


@pytest.mark.parametrize(("text", "code"), BAD, ids=lambda value: str(value)[:40])
async def test_bad_input_is_answered_and_the_connection_lives(client: Client, text: str, code: int) -> None:
    await client.send_text(text)
    assert (await client.expect_frame(type="error"))["code"] == code
    assert (await client.ask({"type": "ping"}))["type"] == "pong"


async def test_binary_is_refused_and_the_connection_lives(client: Client) -> None:
    await client.socket.send(b"\x00\xff")
    assert (await client.expect_frame(type="error"))["code"] == 400
    assert (await client.ask({"type": "ping"}))["type"] == "pong"


COMMANDS = [
    ("post_message", {"text": ""}, 422),
    ("post_message", {"text": "x" * 4001}, 422),
    ("post_message", {"text": 7}, 422),
    ("post_message", {}, 422),
    ("post_message", {"text": "hi", "html": "<b>"}, 422),
    ("edit_message", {"message": 999_999_999, "text": "x"}, 404),
    ("make_tea", {}, 404),
]


@pytest.mark.parametrize(("name", "content", "code"), COMMANDS)
async def test_a_bad_command_says_what_is_wrong(
    connect: Connect, alice: User, room: Room, name: str, content: dict[str, object], code: int
) -> None:
    client = await connect(alice)
    await client.hello(room.topic)
    answer = await client.command(room.topic, name, content)
    assert (answer["type"], answer["code"], answer["retry"]) == ("error", code, False)
    assert ("fields" in answer) == (code == 422)


async def test_a_writing_command_needs_a_key(connect: Connect, alice: User, room: Room) -> None:
    client = await connect(alice)
    await client.hello(room.topic)
    frame = {"type": "command", "topic": room.topic, "name": "post_message", "data": {"text": "hi"}}
    answer = await client.ask(frame)
    assert (answer["code"], list(answer["fields"])) == (422, ["key"])


async def test_no_more_subscriptions_than_the_limit(connect: Connect, alice: User, room: Room, strict_web: Web) -> None:
    client = await connect(alice, to=strict_web)
    await client.hello(user_topic(alice.pk), EVERYONE)
    refused = await client.subscribe(room.topic)
    assert (refused["type"], refused["code"], refused["topic"]) == ("error", 429, room.topic)
    assert (await client.subscribe(EVERYONE))["type"] == "subscribed"
    await client.unsubscribe(EVERYONE)
    assert (await client.subscribe(room.topic))["type"] == "subscribed"
