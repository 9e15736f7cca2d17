"""States: the newest wins, and whoever may see the task gets each version once."""

from typing import Any
from uuid import uuid4

from tests.conformance.catalogue import FINAL, Frame
from tests.conformance.runner import script
from tests.conformance.stage import Stage


def code(answer: Frame) -> Any:
    return answer.get("code", answer["type"])


@script()
async def subscribed_is_followed_by_the_state_unless_that_version_was_named(stage: Stage) -> None:
    carol, topic = await stage.outsider(), await stage.count("alice", steps=1, delay=0)
    client = await stage.open("alice")
    await client.hello(topic)
    await client.state(topic, state="SUCCESS")
    version = client.states(topic)[-1]["version"]
    for named, shown in ((version, 0), ([1, 0], 1), (None, 1), ([version[0], version[1] + 1], 1), ([7, 0], 1)):
        again = await stage.open("alice")
        (answer,) = await again.hello({"topic": topic, "version": named} if named else topic)
        assert (answer["type"], answer["version"]) == ("subscribed", version)
        await again.alive()
        assert [frame["version"] for frame in again.states(topic)] == [version] * shown, named
    (answer,) = await (await stage.open("carol")).hello(topic)
    assert code(answer) == 404
    await carol.alive()


@script()
async def a_carrier_brings_what_is_unfinished(stage: Stage) -> None:
    room, own, carol = await stage.room("bob"), await stage.user_topic("alice"), await stage.outsider()
    topic = await stage.count("alice", room, steps=100, delay=0.2)
    task_id = topic.partition(":")[2]
    hers, his = await stage.open("alice"), await stage.open("bob")
    for client, carrier in ((hers, own), (his, room.topic)):
        (answer,) = await client.hello(carrier)
        (shown,) = [task for task in answer["snapshot"]["tasks"] if task["id"] == task_id]
        assert shown["state"] not in FINAL
        state = await client.state(topic)
        assert (state["final"], state["data"]["title"]) == (False, shown["title"])
    await hers.done(topic, "cancel")
    for client in (hers, his):
        await client.state(topic, state="CANCELLED")
    await carol.alive()


@script()
async def who_comes_back_is_told_of_what_ended_meanwhile(stage: Stage) -> None:
    room, carol = await stage.room("bob"), await stage.outsider()
    topic = await stage.count("alice", room, steps=2, delay=0.3)
    his = await stage.enter("bob", room.topic)
    place = his.place(room.topic)
    await his.close()
    await (await stage.enter("alice", topic)).state(topic, state="SUCCESS")
    back = await stage.open("bob")
    (answer,) = await back.hello(place)
    assert answer["recovered"] is True
    await back.state(topic, state="SUCCESS", within=5)
    await carol.alive()


@script()
async def a_snapshot_brings_no_ended_task(stage: Stage) -> None:
    room = await stage.room("bob")
    topic = await stage.count("alice", room, steps=1, delay=0)
    await (await stage.enter("alice", topic)).state(topic, state="SUCCESS")
    client = await stage.open("bob")
    (answer,) = await client.hello(room.topic)
    assert answer["snapshot"]["tasks"] == []
    assert [message["task"] for message in answer["snapshot"]["messages"]] == [topic.partition(":")[2]]
    await client.alive()
    assert client.states(topic) == []


@script()
async def subscribed_by_three_ways_each_version_comes_once(stage: Stage) -> None:
    room, own = await stage.room("bob"), await stage.user_topic("alice")
    client = await stage.enter("alice", own, room.topic)
    topic = await stage.count("alice", room, steps=8, delay=0.1)
    await client.subscribe(topic)
    await client.state(topic, state="SUCCESS")
    # That none comes twice is looked after on every frame. With only one way left it goes on all the same.
    await client.unsubscribe(own)
    await client.unsubscribe(room.topic)
    await client.done(topic, "retry")
    last = await client.state(topic, state="SUCCESS", attempt=2)
    assert last["version"][0] == 2


@script()
async def who_asks_for_changes_has_the_same_in_the_end(stage: Stage) -> None:
    room, carol = await stage.room("bob"), await stage.outsider()
    hers, his, other = await stage.open("alice"), await stage.open("bob"), await stage.enter("bob", room.topic)
    await his.hello(room.topic, changes=True)
    topic = await stage.count("alice", room, steps=600, delay=0.1)
    await hers.hello(topic, changes=True)
    for client in (hers, his):
        # That each leads from what was sent before is looked after on every frame.
        await client.expect(type="change", topic=topic, within=60)
    await hers.done(topic, "cancel")
    ends = [await client.state(topic, state="CANCELLED") for client in (hers, his, other)]
    assert ends[0] == ends[1] == ends[2]
    assert all(each["type"] != "change" for each in other.heard)
    await carol.alive()


@script()
async def a_state_comes_whole_before_its_changes(stage: Stage) -> None:
    topic, carol = await stage.count("alice", steps=300, delay=0.1), await stage.outsider()
    client = await stage.open("alice")
    await client.hello(topic, changes=True)
    first = await client.expect(type="change", topic=topic, within=60)
    (answer,) = [each for each in client.heard if each["type"] == "subscribed"]
    assert client.states(topic)[0]["version"] == answer["version"]
    again = await stage.open("alice")
    await again.hello({"topic": topic, "version": first["version"]}, changes=True)
    await again.expect(type="change", topic=topic, within=60)
    assert again.states(topic)
    # Who has lost something names what it has, and gets the whole.
    shown = len(client.states(topic))
    await client.subscribe(topic, version=first["base"])
    await client.wait_for(lambda: len(client.states(topic)) > shown, 60, "the whole state")
    await client.expect(type="change", topic=topic, base=client.states(topic)[-1]["version"], within=60)
    await client.done(topic, "cancel")
    await client.state(topic, state="CANCELLED")
    await carol.alive()


@script()
async def cancel_and_retry_are_the_owners(stage: Stage) -> None:
    room, carol = await stage.room("bob"), await stage.outsider()
    topic = await stage.count("alice", room, steps=300, delay=0.2)
    hers, his, stranger = await stage.enter("alice", topic), await stage.enter("bob", topic), await stage.enter("carol")
    await hers.state(topic, state="PROGRESS")
    assert code(await hers.command(topic, "retry")) == 409
    for name in ("cancel", "retry"):
        assert code(await his.command(topic, name)) == 403
        assert code(await stranger.command(topic, name)) == 404
    key = str(uuid4())
    asked = await hers.done(topic, "cancel", key)
    assert asked == {"id": topic.partition(":")[2], "state": "CANCELLING"}
    assert (await hers.command(topic, "cancel", key))["duplicate"] is True
    await his.state(topic, state="CANCELLING")
    assert (await his.state(topic, state="CANCELLED"))["data"]["error"] is None
    assert code(await hers.command(topic, "cancel")) == 409
    assert await hers.done(topic, "retry") == {"id": topic.partition(":")[2], "attempt": 2}
    second = await his.state(topic, attempt=2)
    assert second["version"][0] == 2
    await hers.done(topic, "cancel")
    await his.state(topic, state="CANCELLED", attempt=2)
    await carol.alive()


@script()
async def staff_watches_and_cancels_any_task(stage: Stage) -> None:
    topic, stranger = await stage.count("alice", steps=300, delay=0.2), await stage.outsider()
    admin = await stage.enter("admin", topic)
    await admin.state(topic, state="PROGRESS")
    await admin.done(topic, "cancel")
    await admin.state(topic, state="CANCELLED")
    await stranger.alive()


@script()
async def the_task_of_a_public_room_is_anyones_to_see(stage: Stage) -> None:
    room = await stage.room(public=True)
    topic = await stage.count("alice", room, steps=2, delay=0)
    carol = await stage.enter("carol", topic)
    await carol.state(topic, state="SUCCESS")
    assert code(await carol.command(topic, "retry")) == 403


@script()
async def a_task_has_no_history_and_no_other_commands(stage: Stage) -> None:
    topic = await stage.count("alice", steps=1, delay=0)
    client = await stage.enter("alice", topic)
    assert code(await client.history(topic)) == 404
    assert code(await client.command(topic, "post_message", text="x")) == 404
    assert code(await client.ask({"type": "command", "topic": topic, "name": "cancel", "data": {}})) == 422
