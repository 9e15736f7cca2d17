"""Coming back: what was missed follows, or a snapshot does."""

import asyncio
from typing import Any

from tests.conformance.catalogue import Frame
from tests.conformance.runner import script
from tests.conformance.stage import Room, Stage

FARTHEST = 300


async def place_in(stage: Stage, room: Room) -> Frame:
    client = await stage.enter("bob", room.topic)
    place = client.place(room.topic)
    await client.close()
    return place


@script()
async def what_was_missed_follows_offset_by_offset(stage: Stage) -> None:
    room, carol = await stage.room("bob"), await stage.outsider()
    place = await place_in(stage, room)
    said = [await stage.say("alice", room, f"missed {number}") for number in range(3)]
    client = await stage.open("bob")
    (answer,) = await client.hello(place)
    assert (answer["recovered"], answer["offset"]) == (True, place["offset"])
    assert answer["head"] == place["offset"] + 3
    for each in said:
        event = await client.event("message_posted", room.topic)
        assert (event["data"]["id"], event["offset"]) == (each["id"], each["offset"])
    (refused,) = await (await stage.open("carol")).hello(place)
    assert (refused["type"], refused["code"]) == ("error", 404)
    await carol.alive()


@script()
async def who_missed_nothing_is_told_nothing(stage: Stage) -> None:
    room = await stage.room("bob")
    await stage.say("alice", room, "seen")
    client = await stage.open("bob")
    (answer,) = await client.hello(await place_in(stage, room))
    assert answer["recovered"] is True
    await client.alive()
    assert not [frame for frame in client.inbox if frame["type"] == "event"]


@script()
async def an_impossible_place_ends_in_a_snapshot(stage: Stage) -> None:
    room = await stage.room("bob")
    said = await stage.say("alice", room, "in the snapshot")
    place = await place_in(stage, room)
    changes: tuple[dict[str, Any], ...] = (
        *(
            {"epoch": epoch}
            for epoch in ("foreign", "", None, "聊天室", place["epoch"] + " ", place["epoch"].swapcase())
        ),
        *({"offset": offset} for offset in (said["offset"] + 1, 2**53 - 1, -1, -(2**53) + 1, None)),
        {"version": [1, 1], "offset": None},
    )
    client = await stage.enter("bob")
    for change in changes:
        answer = await client.subscribe(**(place | change))
        assert (answer["type"], answer.get("recovered")) == ("subscribed", False), (change, answer)
        assert (answer["epoch"], answer["offset"], answer["head"]) == (place["epoch"], said["offset"], said["offset"])
        assert [message["id"] for message in answer["snapshot"]["messages"]] == [said["id"]]
    await client.alive()
    assert not [frame for frame in client.inbox if frame["type"] == "event"]


@script()
async def three_hundred_are_replayed_and_one_more_is_a_snapshot(stage: Stage) -> None:
    room = await stage.room("bob")
    place = await place_in(stage, room)
    said = await stage.say("alice", room, "to be reacted to")
    await asyncio.gather(*(react(stage, room, said["id"], who, 50) for who in ["alice"] * 3 + ["bob"] * 3))
    client = await stage.open("bob")
    (answer,) = await client.hello(place)
    assert (answer["head"] - place["offset"], answer["recovered"]) == (FARTHEST + 1, False)
    near = await client.subscribe(**(place | {"offset": place["offset"] + 1}))
    assert (near["head"] - near["offset"], near["recovered"]) == (FARTHEST, True)
    await client.alive()
    assert client.place(room.topic)["offset"] == answer["head"]


async def react(stage: Stage, room: Room, message: int, who: str, times: int) -> None:
    client = await stage.enter(who)
    for _ in range(times):
        await client.retried(room.topic, "react", message=message, emoji="👍")
    await client.close()


@script()
async def the_place_of_another_topic_is_a_foreign_one(stage: Stage) -> None:
    first, second = await stage.room("bob"), await stage.room("bob")
    place = await place_in(stage, first)
    client = await stage.open("bob")
    (answer,) = await client.hello(place | {"topic": second.topic})
    assert (answer["recovered"], answer["epoch"] != place["epoch"]) == (False, True)


@script()
async def the_log_of_a_user_and_of_everyone_go_on_too(stage: Stage) -> None:
    own = await stage.user_topic("bob")
    client = await stage.enter("bob", own, "everyone")
    places = [client.place(own), client.place("everyone")]
    await client.close()
    room = await stage.room("bob")
    alert = await stage.alert(everyone=True)
    back = await stage.open("bob")
    answers = await back.hello(*places)
    assert [answer["recovered"] for answer in answers] == [True, True]
    await back.event("room_joined", own, room={"id": room.id})
    await back.event("alert_raised", "everyone", id=alert["id"])
