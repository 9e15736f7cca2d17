"""Beginning to follow a log topic, leaving it, and what the snapshot holds."""

from tests.conformance.catalogue import Frame
from tests.conformance.runner import script
from tests.conformance.stage import Stage


@script()
async def what_is_said_is_told_to_every_subscriber_once(stage: Stage) -> None:
    room, carol = await stage.room("bob"), await stage.outsider()
    hers, second, his = [await stage.enter(who, room.topic) for who in ("alice", "alice", "bob")]
    posted = await hers.done(room.topic, "post_message", text=f"hello {stage.mark}")
    for client in (hers, second, his):
        event = await client.event("message_posted", room.topic, id=posted["id"])
        assert event["offset"] == posted["offset"]
        await client.alive()
        assert not [frame for frame in client.inbox if frame["type"] == "event"]
    await carol.alive()


@script()
async def who_leaves_hears_no_more_and_may_come_back(stage: Stage) -> None:
    room = await stage.room("bob")
    his, hers, carol = (
        await stage.enter("bob", room.topic),
        await stage.enter("alice", room.topic),
        await stage.outsider(),
    )
    place = his.place(room.topic)
    left = await his.unsubscribe(room.topic)
    assert (left["type"], left["data"], left["duplicate"]) == ("reply", {}, False)
    said = await stage.say("alice", room, "without bob")
    await hers.event("message_posted", room.topic, id=said["id"])
    await stage.pass_by(his, "bob")
    assert not [frame for frame in his.heard if frame["type"] == "event" and frame["topic"] == room.topic]
    again = await his.unsubscribe(room.topic)
    assert (again["type"], again["code"], again["topic"]) == ("error", 404, room.topic)
    assert (await his.subscribe(**place))["recovered"] is True
    await his.event("message_posted", room.topic, id=said["id"])
    await carol.alive()


@script()
async def subscribing_again_goes_on_from_the_place_that_is_named(stage: Stage) -> None:
    room = await stage.room()
    client = await stage.enter("alice", room.topic)
    start = client.place(room.topic)
    said = [(await stage.say("alice", room, f"{number}"))["offset"] for number in range(3)]
    await client.event("message_posted", room.topic)
    answer = await client.subscribe(**start)
    assert (answer["recovered"], answer["offset"], answer["head"]) == (True, start["offset"], said[-1])
    await client.alive()
    assert client.place(room.topic)["offset"] == said[-1]
    here = await client.subscribe(**client.place(room.topic))
    assert (here["recovered"], here["offset"]) == (True, said[-1])
    after = await stage.say("alice", room, "then")
    assert (await client.event("message_posted", room.topic, id=after["id"]))["offset"] == said[-1] + 1


@script()
async def offsets_begin_with_one_and_have_no_gaps(stage: Stage) -> None:
    room = await stage.room("bob")
    client = await stage.enter("alice", {"topic": room.topic})
    # Two came in: the owner, then bob.
    assert client.place(room.topic)["offset"] == 2
    first = await client.subscribe(room.topic, epoch=client.place(room.topic)["epoch"], offset=0)
    assert (first["recovered"], first["offset"], first["head"]) == (True, 0, 2)
    for number, who in enumerate(("alice", "bob"), 1):
        event = await client.event("member_joined", room.topic, user=await stage.person(who), members=number)
        assert event["offset"] == number


@script()
async def the_snapshot_of_a_room_is_true_as_of_its_offset(stage: Stage) -> None:
    room = await stage.room("bob")
    said = [await stage.say("alice", room, f"{number}") for number in range(3)]
    client = await stage.open("bob")
    (answer,) = await client.hello(room.topic)
    snapshot = answer["snapshot"]
    assert [message["id"] for message in snapshot["messages"]] == [each["id"] for each in said]
    assert snapshot["room"]["id"] == room.id
    assert (snapshot["room"]["members"], snapshot["room"]["role"], snapshot["room"]["unread"]) == (2, "member", 3)
    assert (snapshot["more"], answer["offset"]) == (False, said[-1]["offset"])
    assert snapshot["present"] == answer["present"]


@script()
async def the_snapshot_holds_the_newest_fifty_messages(stage: Stage) -> None:
    room = await stage.room("bob")
    texts = [f"line {number}" for number in range(53)]
    await stage.take_in(room, texts)
    client = await stage.open("alice")
    (answer,) = await client.hello(room.topic)
    shown = answer["snapshot"]["messages"]
    assert ([message["text"] for message in shown], answer["snapshot"]["more"]) == (texts[-50:], True)
    page = (await client.history(room.topic, before=shown[0]["id"]))["data"]
    assert ([message["text"] for message in page["items"]], page["more"]) == (texts[:3], False)


@script()
async def a_public_room_is_for_anyone_signed_in(stage: Stage) -> None:
    room = await stage.room(public=True)
    client = await stage.open("carol")
    (answer,) = await client.hello(room.topic)
    assert answer["snapshot"]["room"]["kind"] == "public"
    assert "role" not in answer["snapshot"]["room"]
    await client.done(room.topic, "post_message", text="a guest's word")
    await client.event("message_posted", room.topic, text="a guest's word")


@script()
async def commands_and_history_need_no_subscription(stage: Stage) -> None:
    room, carol = await stage.room("bob"), await stage.outsider()
    client = await stage.enter("bob")
    posted = await client.done(room.topic, "post_message", text=f"unfollowed {stage.mark}")
    page = (await client.history(room.topic))["data"]
    assert [message["id"] for message in page["items"]] == [posted["id"]]
    await stage.pass_by(client, "bob")
    assert not [frame for frame in client.heard if frame.get("topic") == room.topic]
    await carol.alive()


@script()
async def frames_are_answered_in_the_order_in_which_they_came(stage: Stage) -> None:
    room = await stage.room()
    client = await stage.enter("alice")
    asked: list[Frame] = [
        {"type": "history", "topic": room.topic},
        {"type": "subscribe", "topic": "everyone"},
        {"type": "command", "topic": room.topic, "name": "start_typing", "data": {}},
        {"type": "unsubscribe", "topic": "everyone"},
        {"type": "subscribe", "topic": "room:0"},
    ] * 4
    await client.send_all_at_once({**frame, "id": number} for number, frame in enumerate(asked))
    await client.expect(id=len(asked) - 1)
    answered = [frame["id"] for frame in client.heard[1:] if "id" in frame]
    assert answered == list(range(len(asked)))


@script()
async def a_ping_overtakes_what_waits(stage: Stage) -> None:
    room = await stage.room()
    client = await stage.enter("alice")
    slow = [{"type": "subscribe", "id": number, "topic": room.topic} for number in range(30)]
    await client.send_all_at_once([*slow, {"type": "ping", "id": "now"}])
    await client.expect(id=29)
    answered = [frame["id"] for frame in client.heard[1:] if "id" in frame]
    assert answered.index("now") < answered.index(29)
