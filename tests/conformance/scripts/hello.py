"""``hello``: first, once, in time, and what it is answered by."""

from tests.conformance.runner import script
from tests.conformance.stage import Skipped, Stage

OTHER_VERSIONS = (0, 2, -1, 2**53 - 1)


@script()
async def welcome_says_who_one_is_and_what_holds(stage: Stage) -> None:
    client = await stage.enter("alice")
    assert client.welcome["user"] == await stage.person("alice")
    other = await stage.enter("alice")
    assert other.welcome["connection"] != client.welcome["connection"]


@script()
async def each_place_is_answered_once_with_the_id_of_hello(stage: Stage) -> None:
    room, client, carol = await stage.room("bob"), await stage.open("alice"), await stage.outsider()
    *there, nowhere = await client.hello(await stage.user_topic("alice"), "everyone", room.topic, "room:999999999")
    assert [answer["type"] for answer in there] == ["subscribed"] * 3
    assert (nowhere["type"], nowhere["code"], nowhere["retry"]) == ("error", 404, False)
    said = await stage.say("alice", room, "hello")
    assert (await client.event("message_posted", room.topic))["offset"] == said["offset"]
    assert not [frame for frame in client.inbox if "id" in frame]
    await carol.alive()


@script()
async def a_topic_that_is_named_twice_is_answered_once(stage: Stage) -> None:
    room, client = await stage.room(), await stage.open("alice")
    await client.hello(room.topic)
    again = await stage.open("alice")
    subscribe = [{"topic": room.topic}, {"topic": room.topic, "epoch": "x", "offset": 1}]
    await again.send({"type": "hello", "id": "twice", "version": 1, "subscribe": subscribe})
    await again.expect(type="welcome", id="twice")
    await again.expect(type="subscribed", id="twice")
    await again.alive()
    assert not [frame for frame in again.inbox if frame.get("id") == "twice"]


@script()
async def hello_may_subscribe_to_nothing(stage: Stage) -> None:
    client = await stage.open("alice")
    await client.send({"type": "hello", "id": "bare", "version": 1})
    await client.expect(type="welcome", id="bare")
    await client.alive()
    assert client.inbox == []


@script()
async def what_a_later_version_adds_is_left_unread(stage: Stage) -> None:
    client = await stage.open("alice")
    place = {"topic": "everyone", "filter": ["x"]}
    await client.send({"type": "hello", "id": 1, "version": 1, "subscribe": [place], "features": {"x": 1}})
    assert (await client.expect(id=1))["type"] == "welcome"
    assert (await client.expect(id=1))["type"] == "subscribed"


@script()
async def another_version_is_not_served(stage: Stage) -> None:
    for version in OTHER_VERSIONS:
        client = await stage.open("alice")
        await client.send({"type": "hello", "id": "v", "version": version, "subscribe": [{"topic": "everyone"}]})
        await client.error(400, id="v")
        await client.end(4001)
        assert [frame["type"] for frame in client.heard] == ["error", "bye"]


@script()
async def nothing_may_come_before_hello(stage: Stage) -> None:
    room = await stage.room()
    early = (
        {"type": "ping", "id": 1},
        {"type": "pong", "n": 1},
        {"type": "subscribe", "id": 1, "topic": room.topic},
        {"type": "unsubscribe", "id": 1, "topic": room.topic},
        {"type": "history", "id": 1, "topic": room.topic},
        {"type": "command", "id": 1, "topic": room.topic, "name": "start_typing", "data": {}},
    )
    for frame in early:
        client = await stage.open("alice")
        await client.send(frame)
        await client.end(4002)
        assert [each["type"] for each in client.heard] == ["bye"]


@script()
async def a_malformed_hello_may_be_said_again(stage: Stage) -> None:
    client = await stage.open("alice")
    await client.send({"type": "hello", "id": 1, "version": "1"})
    await client.error(400, id=1)
    await client.connection.send("nonsense")
    await client.error(400, id=None)
    await client.hello()
    await client.alive()


@script()
async def hello_comes_within_five_seconds(stage: Stage) -> None:
    client = await stage.open("alice")
    await client.end(4002, within=10)
    assert [frame["type"] for frame in client.heard] == ["bye"]


@script(on="strict")
async def hello_carries_no_more_subscriptions_than_the_limit(stage: Stage) -> None:
    most = (await stage.enter("alice")).welcome["limits"]["subscriptions"]
    if most > 10:
        raise Skipped(f"{most} subscriptions would have to be filled")
    rooms = [await stage.room() for _ in range(most + 1)]
    client = await stage.open("alice")
    *there, refused = await client.hello(*(room.topic for room in rooms))
    assert {answer["type"] for answer in there} == {"subscribed"}
    assert (refused["type"], refused["code"], refused["retry"]) == ("error", 429, True)
    assert (await client.subscribe(rooms[-1].topic))["code"] == 429
    # One that is followed already takes no further place, and one that is given back is free.
    assert (await client.subscribe(rooms[0].topic))["type"] == "subscribed"
    await client.unsubscribe(rooms[0].topic)
    assert (await client.subscribe(rooms[-1].topic))["type"] == "subscribed"
