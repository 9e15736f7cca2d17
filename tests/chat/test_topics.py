from typing import Any
from uuid import uuid4

from django.contrib.auth.models import User

from chat.actions import ImportedMessage, add_member, post_imported, remove_member
from chat.models import Room
from project.realtime.groups import user_topic
from tests.harness.fixtures import Connect


async def test_a_message_reaches_its_members_and_nobody_else(
    committed: None, connect: Connect, room: Room, alice: User, bob: User, carol: User
) -> None:
    hers, his, spy = [await connect(user) for user in (alice, bob, carol)]
    for client in (hers, his):
        (joined,) = await client.hello(room.topic)
        assert (joined["snapshot"]["messages"], joined["snapshot"]["room"]["name"]) == ([], room.name)
    (_own, refused) = await spy.hello(user_topic(carol.pk), room.topic)
    assert refused["code"] == 404
    key = str(uuid4())
    reply = await hers.command(room.topic, "post_message", {"text": "你好"}, key)
    for client in (hers, his):
        event = await client.expect("message_posted", topic=room.topic, text="你好", key=key)
        assert (event["offset"], event["data"]["id"]) == (reply["data"]["offset"], reply["data"]["id"])
    await spy.expect_nothing()


async def test_carol_can_do_nothing_to_a_room_that_is_not_hers(
    committed: None, connect: Connect, room: Room, alice: User, carol: User
) -> None:
    owner, spy = await connect(alice), await connect(carol)
    await owner.hello(room.topic)
    await spy.hello(user_topic(carol.pk))
    posted = await owner.command(room.topic, "post_message", {"text": "ours"})
    await owner.expect("message_posted")
    await owner.expect("presence_joined", user={"id": alice.pk})
    message = posted["data"]["id"]
    attempts: dict[str, dict[str, Any]] = {
        "post_message": {"text": "x"},
        "edit_message": {"message": message, "text": "x"},
        "delete_message": {"message": message},
        "react": {"message": message, "emoji": "👍"},
        "mark_read": {"message": message},
        "start_typing": {},
    }
    absent = await spy.command("room:987654321", "post_message", {"text": "x"})
    for name, content in attempts.items():
        answer = await spy.command(room.topic, name, content)
        assert (answer["code"], answer["message"]) == (404, absent["message"])
    assert (await spy.history(room.topic))["code"] == 404
    await owner.expect_nothing(room.topic)


async def test_a_snapshot_is_what_the_events_make(
    committed: None, connect: Connect, room: Room, alice: User, bob: User
) -> None:
    watcher, author = await connect(bob), await connect(alice)
    (start,) = await watcher.hello(room.topic)
    await author.hello(room.topic)
    shown = {message["id"]: message for message in start["snapshot"]["messages"]}
    first, second = [(await author.command(room.topic, "post_message", {"text": text}))["data"]["id"] for text in "ab"]
    await author.command(room.topic, "edit_message", {"message": first, "text": "*changed*"})
    await author.command(room.topic, "react", {"message": first, "emoji": "👍"})
    await author.command(room.topic, "delete_message", {"message": second})
    for name in ("message_posted", "message_posted", "message_edited", "message_reacted", "message_deleted"):
        event = await watcher.expect(name)
        shown[event["data"]["id"]] = event["data"]
    fresh = await watcher.subscribe(room.topic)
    assert list(shown.values()) == fresh["snapshot"]["messages"]


async def test_an_import_comes_as_one_event(
    committed: None, connect: Connect, room: Room, alice: User, bob: User
) -> None:
    watcher = await connect(bob)
    (start,) = await watcher.hello(room.topic)
    at = room.created_at
    post_imported(author=alice, room=room, messages=[ImportedMessage(at, "Zoë", str(number)) for number in range(80)])
    event = await watcher.expect("messages_imported", count=80, more=True)
    assert event["offset"] == start["offset"] + 1
    older = await watcher.history(room.topic, before=event["data"]["messages"][0]["id"], limit=100)
    texts = [message["text"] for message in older["data"]["items"] + event["data"]["messages"]]
    assert texts == [str(number) for number in range(80)]
    assert older["data"]["more"] is False


async def test_who_is_put_out_hears_no_more(
    committed: None, connect: Connect, room: Room, alice: User, carol: User
) -> None:
    add_member(by=alice, room=room, user=carol)
    spy, owner = await connect(carol), await connect(alice)
    await spy.hello(room.topic, user_topic(carol.pk))
    await owner.hello(room.topic)
    remove_member(by=alice, room=room, user_id=carol.pk)
    await spy.expect("room_left", room=room.pk)
    await spy.expect_frame(type="unsubscribed", topic=room.topic)
    spy.inbox.clear()
    await owner.command(room.topic, "post_message", {"text": "without her"})
    await owner.expect("message_posted")
    await spy.expect_nothing()


async def test_typing_and_presence_are_signals(
    committed: None, connect: Connect, room: Room, alice: User, bob: User
) -> None:
    watcher = await connect(bob)
    await watcher.hello(room.topic)
    writer = await connect(alice)
    (start,) = await writer.hello(room.topic)
    await watcher.expect("presence_joined", user={"id": alice.pk})
    assert {person["id"] for person in start["snapshot"]["present"]} >= {bob.pk}
    await writer.command(room.topic, "start_typing")
    await watcher.expect("typing_started", topic=room.topic, user={"id": alice.pk, "name": alice.username})
    await writer.command(room.topic, "stop_typing")
    await watcher.expect("typing_stopped", user={"id": alice.pk})


async def test_bad_data_is_named_and_the_connection_lives(
    committed: None, connect: Connect, room: Room, alice: User
) -> None:
    client = await connect(alice)
    await client.hello(room.topic)
    bad: list[tuple[str, dict[str, Any], str]] = [
        ("post_message", {"text": ""}, "text"),
        ("post_message", {"text": "x" * 4001}, "text"),
        ("post_message", {"text": "/nothing"}, "text"),
        ("post_message", {"text": 5}, "text"),
        ("post_message", {"text": "x", "more": 1}, "more"),
        ("react", {"message": 1, "emoji": True}, "emoji"),
        ("mark_read", {"message": "1"}, "message"),
    ]
    for name, content, field in bad:
        answer = await client.command(room.topic, name, content)
        assert (answer["code"], list(answer["fields"])) == (422, [field])
    for message in (-1, 0, 10**30):
        assert (await client.command(room.topic, "mark_read", {"message": message}))["code"] == 404
    assert (await client.command(room.topic, "post_message", {"text": "still here"}))["type"] == "reply"
