"""What may be asked of a room."""

from typing import Any
from uuid import uuid4

from tests.conformance.catalogue import Frame
from tests.conformance.runner import script
from tests.conformance.stage import Stage


def refused(answer: Frame, code: int) -> bool:
    return (answer["type"], answer.get("code"), answer.get("retry")) == ("error", code, False)


@script()
async def a_message_is_the_same_object_everywhere(stage: Stage) -> None:
    room, carol = await stage.room("bob"), await stage.outsider()
    client, key = await stage.enter("alice", room.topic), str(uuid4())
    first = await stage.say("bob", room, "to be answered")
    text = f"**bold** <b>no</b> https://example.org 聊天室 🚀 {stage.mark}\n  next line"
    posted = await client.done(room.topic, "post_message", key, text=text, reply_to=first["id"])
    event = await client.event("message_posted", room.topic, id=posted["id"])
    told = event["data"]
    assert (told["text"], told["key"], told["reply_to"]) == (text, key, first["id"])
    assert told["author"] == await stage.person("alice")
    assert "<strong>bold</strong>" in told["html"]
    assert "<b>" not in told["html"]
    page = (await client.history(room.topic))["data"]
    snapshot = (await client.subscribe(room.topic))["snapshot"]["messages"]
    listed = (await (await stage.api("bob")).get(f"/api/rooms/{room.id}/messages/")).json
    assert page["items"][-1] == snapshot[-1] == listed["items"][-1] == told
    await carol.alive()


@script()
async def an_edit_is_its_authors_alone(stage: Stage) -> None:
    room, carol = await stage.room("bob"), await stage.outsider()
    hers, his = await stage.enter("alice", room.topic), await stage.enter("bob", room.topic)
    message = (await hers.done(room.topic, "post_message", text=f"first {stage.mark}"))["id"]
    assert refused(await his.command(room.topic, "edit_message", message=message, text="mine"), 403)
    edited = await hers.done(room.topic, "edit_message", message=message, text=f"second {stage.mark}")
    for client in (hers, his):
        event = await client.event("message_edited", room.topic, id=message, text=f"second {stage.mark}")
        assert (event["offset"], "edited_at" in event["data"]) == (edited["offset"], True)
    await carol.alive()


@script()
async def a_deleted_message_leaves_a_tombstone(stage: Stage) -> None:
    room, carol = await stage.room("bob", "admin"), await stage.outsider()
    hers, his, admins = [await stage.enter(who, room.topic) for who in ("alice", "bob", "admin")]
    bobs = await his.done(room.topic, "post_message", text=f"bob's {stage.mark}")
    message = await hers.done(room.topic, "post_message", text=f"alice's {stage.mark}")
    await his.done(room.topic, "react", message=message["id"], emoji="👍")
    assert refused(await his.command(room.topic, "delete_message", message=message["id"]), 403)
    # An owner of the room deletes anything in it, and so does staff.
    await hers.done(room.topic, "delete_message", message=bobs["id"])
    deleted = await admins.done(room.topic, "delete_message", message=message["id"])
    event = await his.event("message_deleted", room.topic, id=message["id"], deleted=True, text="", html="")
    assert event["offset"] == deleted["offset"]
    assert "reactions" not in event["data"]
    for name, data in (("edit_message", {"text": "x"}), ("delete_message", {}), ("react", {"emoji": "👍"})):
        assert refused(await hers.command(room.topic, name, message=message["id"], **data), 409), name
    await carol.alive()


@script()
async def a_reaction_is_taken_back_by_the_same_command(stage: Stage) -> None:
    room, carol = await stage.room("bob"), await stage.outsider()
    hers, his = await stage.enter("alice", room.topic), await stage.enter("bob", room.topic)
    message = (await hers.done(room.topic, "post_message", text=f"nice {stage.mark}"))["id"]
    people = [await stage.person("alice"), await stage.person("bob")]
    await hers.done(room.topic, "react", message=message, emoji="👍")
    await his.done(room.topic, "react", message=message, emoji="👍")
    await his.event("message_reacted", room.topic, reactions=[{"emoji": "👍", "users": people}])
    await hers.done(room.topic, "react", message=message, emoji="👍")
    await his.event("message_reacted", room.topic, reactions=[{"emoji": "👍", "users": people[1:]}])
    taken_back = await his.done(room.topic, "react", message=message, emoji="👍")
    last = await hers.expect(type="event", name="message_reacted", offset=taken_back["offset"])
    assert "reactions" not in last["data"]
    await carol.alive()


@script()
async def reading_goes_on_and_never_back(stage: Stage) -> None:
    room, carol = await stage.room("bob"), await stage.outsider()
    own = await stage.user_topic("bob")
    said = [(await stage.say("alice", room, f"{number}"))["id"] for number in range(3)]
    his, tab = await stage.enter("bob"), await stage.enter("bob", own)
    assert await his.done(room.topic, "mark_read", message=said[1]) == {"message": said[1], "unread": 1}
    await tab.event("room_read", own, room=room.id, message=said[1], unread=1)
    assert await his.done(room.topic, "mark_read", message=said[0]) == {"message": said[1], "unread": 1}
    assert await his.done(room.topic, "mark_read", message=said[2]) == {"message": said[2], "unread": 0}
    await tab.event("room_read", own, room=room.id, message=said[2], unread=0)
    await carol.alive()


@script()
async def a_text_may_be_as_long_as_the_limit(stage: Stage) -> None:
    room = await stage.room()
    client = await stage.enter("alice", room.topic)
    for text in ("x" * 4000, "聊" * 4000, "🚀" * 4000):
        posted = await client.done(room.topic, "post_message", text=text)
        await client.event("message_posted", room.topic, id=posted["id"], text=text)
    longer = await client.command(room.topic, "post_message", text="x" * 4001)
    assert refused(longer, 422)
    assert list(longer["fields"]) == ["text"]


@script()
async def two_slashes_say_one(stage: Stage) -> None:
    room = await stage.room()
    client = await stage.enter("alice", room.topic)
    await client.done(room.topic, "post_message", text="//shrug")
    await client.event("message_posted", room.topic, text="/shrug")
    unknown = await client.command(room.topic, "post_message", text="/shrug")
    assert refused(unknown, 422)
    assert list(unknown["fields"]) == ["text"]


@script()
async def a_slash_command_is_done_instead_of_said(stage: Stage) -> None:
    room, carol = await stage.room("bob"), await stage.outsider()
    his, key = await stage.enter("bob", room.topic), str(uuid4())
    await stage.need_worker()
    hers = await stage.enter("alice")
    started = await hers.command(room.topic, "post_message", key, text="/count 3 0")
    card = await his.event("message_posted", room.topic, id=started["data"]["id"], key=key)
    assert card["data"]["task"] == started["data"]["task"]
    await his.state(f"task:{started['data']['task']}", state="SUCCESS", room=room.id)
    again = await hers.command(room.topic, "post_message", key, text="/count 3 0")
    assert (again["data"], again["duplicate"]) == (started["data"], True)
    assert refused(await hers.command(room.topic, "edit_message", message=started["data"]["id"], text="x"), 409)
    await carol.alive()


@script()
async def an_import_is_told_by_one_event(stage: Stage) -> None:
    room, carol = await stage.room("bob"), await stage.outsider()
    his = await stage.enter("bob", room.topic)
    await stage.take_in(room, [f"imported {number}" for number in range(60)])
    event = await his.event("messages_imported", room.topic, within=60, count=60, more=True)
    assert event["data"]["by"] == await stage.person("alice")
    newest = event["data"]["messages"][-1]
    assert (newest["text"], newest["label"]) == ("imported 59", "zoe")
    page: dict[str, Any] = (await his.history(room.topic, limit=100))["data"]
    texts = [message["text"] for message in page["items"]]
    assert texts == [f"imported {number}" for number in range(60)], texts
    await carol.alive()
