"""Told as attacks: what somebody must not see, and how soon it ends for those who may no longer."""

import asyncio
from uuid import uuid4

import pytest
from django.contrib.auth.models import User

from chat.actions import create_room, post_message, remove_member
from chat.models import Room
from project.realtime.groups import user_topic
from tests.cast import Browse
from tests.harness.client import Client
from tests.harness.fixtures import Connect

WITHDRAWN_SECONDS = 2.0


async def test_carol_cannot_follow_what_is_not_hers(carols: Client, alice: User, room: Room) -> None:
    absent = await carols.subscribe("room:999999999")
    for topic in (room.topic, user_topic(alice.pk), f"task:{uuid4()}"):
        answer = await carols.subscribe(topic)
        assert {**answer, "id": 0, "topic": ""} == {**absent, "id": 0, "topic": ""}
    post_message(author=alice, room=room, text="not for carol", key=uuid4())
    await carols.expect_nothing()


@pytest.mark.parametrize(
    ("name", "content"),
    [("post_message", {"text": "I am in"}), ("mark_read", {"message": 1}), ("start_typing", {}), ("no_such", {})],
)
async def test_carol_cannot_command_what_is_not_hers(
    carols: Client, connect: Connect, bob: User, room: Room, name: str, content: dict[str, object]
) -> None:
    member = await connect(bob)
    await member.hello(user_topic(bob.pk), room.topic)
    answer = await carols.command(room.topic, name, content)
    absent = await carols.command("room:999999999", name, content)
    assert answer["code"] == 404
    assert answer["message"] == absent["message"]
    assert (await carols.history(room.topic))["code"] == 404
    await member.expect_none("message_posted")
    await member.expect_none("typing_started")


async def test_carol_cannot_command_a_message_by_way_of_a_room_of_her_own(
    carols: Client, carol: User, alice: User, room: Room
) -> None:
    own, _created = create_room(user=carol, name="carol's own " + uuid4().hex)
    hidden = post_message(author=alice, room=room, text="hidden", key=uuid4()).result["id"]
    for name, content in [("delete_message", {}), ("edit_message", {"text": "x"}), ("react", {"emoji": "👍"})]:
        answer = await carols.command(own.topic, name, {"message": hidden, **content})
        assert answer["code"] == 404
    assert (await carols.command(own.topic, "post_message", {"text": "re", "reply_to": hidden}))["code"] == 404


async def test_carol_cannot_resume_where_others_stand(
    carols: Client, connect: Connect, alice: User, bob: User, room: Room
) -> None:
    """She has got hold of the places that their pages name."""
    hers, his = await connect(alice), await connect(bob)
    await hers.hello(user_topic(alice.pk), room.topic)
    await his.hello(user_topic(bob.pk))
    places = [hers.promises.position(topic) for topic in (room.topic, user_topic(alice.pk))]
    places.append(his.promises.position(user_topic(bob.pk)))
    post_message(author=alice, room=room, text="since then", key=uuid4())
    await hers.expect("message_posted", text="since then")
    for place in places:
        absent = await carols.subscribe(**place | {"topic": "room:999999999"})
        answer = await carols.subscribe(**place)
        assert {**answer, "id": 0, "topic": ""} == {**absent, "id": 0, "topic": ""}
    await carols.expect_nothing()


async def test_signing_out_ends_that_sessions_sockets_alone(
    connect: Connect, browse: Browse, alice: User, bob: User, room: Room
) -> None:
    browser = browse(alice)
    here = await connect(alice, session=browser.cookies["sessionid"].value)
    there, others = await connect(alice), await connect(bob)
    for client in (here, there, others):
        await client.hello(room.topic)
    await asyncio.to_thread(browser.post, "/accounts/logout/")
    assert await here.expect_close(within=WITHDRAWN_SECONDS) == 4300
    post_message(author=bob, room=room, text="afterwards", key=uuid4())
    for client in (there, others):
        await client.expect("message_posted", text="afterwards")
    assert all(frame.get("data", {}).get("text") != "afterwards" for frame in here.seen)


async def test_a_deactivated_user_is_turned_out(connect: Connect, alice: User, bob: User, room: Room) -> None:
    his, hers = await connect(bob), await connect(alice)
    await his.hello(room.topic)
    await hers.hello(room.topic)
    bob.is_active = False
    bob.save()
    assert await his.expect_close(within=WITHDRAWN_SECONDS) == 4003
    await hers.settle()


async def test_a_new_password_turns_old_sessions_out(connect: Connect, bob: User, room: Room) -> None:
    his = await connect(bob)
    await his.hello(room.topic)
    bob.set_unusable_password()
    bob.save()
    assert await his.expect_close(within=WITHDRAWN_SECONDS) == 4300


async def test_a_demoted_user_keeps_what_is_still_his(connect: Connect, alice: User, room: Room) -> None:
    hers = await connect(alice)
    await hers.hello(room.topic)
    alice.first_name = "Alice"
    alice.save()
    await hers.settle()
    post_message(author=alice, room=room, text="still here", key=uuid4())
    await hers.expect("message_posted", text="still here")


async def test_who_is_removed_hears_no_more(connect: Connect, alice: User, bob: User, room: Room) -> None:
    his, hers = await connect(bob), await connect(alice)
    await his.hello(user_topic(bob.pk), room.topic)
    await hers.hello(room.topic)
    own = (await his.command(room.topic, "post_message", {"text": "mine"}))["data"]["id"]
    await his.expect("message_posted", text="mine")
    place = his.promises.position(room.topic)
    remove_member(by=alice, room=room, user_id=bob.pk)
    post_message(author=alice, room=room, text="without bob", key=uuid4())
    gone = await his.expect_frame(type="unsubscribed", topic=room.topic, within=WITHDRAWN_SECONDS)
    assert (gone["code"], gone["reason"]) == (403, "removed")
    await hers.expect("message_posted", text="without bob")
    await his.expect_none("message_posted")
    assert (await his.subscribe(room.topic))["code"] == 404
    assert (await his.command(room.topic, "post_message", {"text": "let me in"}))["code"] == 404
    assert (await his.command(room.topic, "edit_message", {"message": own, "text": "otherwise"}))["code"] == 404
    assert (await his.history(room.topic))["code"] == 404
    again = await connect(bob)
    (_own, refused) = await again.hello(user_topic(bob.pk), place)
    assert refused["code"] == 404
    await again.expect_none("message_posted")
    await hers.expect_none("message_edited")


@pytest.mark.parametrize(
    "spelling",
    [
        "room:0{id}",
        "room:+{id}",
        "room: {id}",
        "room:{id} ",
        "room:{id}.0",
        "Room:{id}",
        "room::{id}",
        "room:{id}:",
        "{id}",
    ],
)
async def test_another_spelling_is_no_way_in(
    connect: Connect, carols: Client, alice: User, room: Room, spelling: str
) -> None:
    """Nor for those who may: a topic has one name, or what is taken away under one would go on under the other."""
    name = spelling.format(id=room.pk)
    hers = await connect(alice)
    await hers.hello(user_topic(alice.pk), room.topic)
    for client in (carols, hers):
        assert (await client.subscribe(name))["code"] == 404
        assert (await client.command(name, "start_typing"))["code"] == 404
    post_message(author=alice, room=room, text="once", key=uuid4())
    await hers.expect("message_posted", text="once")
    await hers.expect_none("message_posted")
    await carols.expect_nothing()
