"""What happens to the server itself. Only its owner can bring it about, so these need his levers."""

import asyncio

from websockets.exceptions import InvalidHandshake

from tests.conformance.runner import script
from tests.conformance.stage import Stage


@script()
async def a_restored_database_begins_another_epoch(stage: Stage) -> None:
    restore, room, carol = stage.lever("restore"), await stage.room("bob"), await stage.outsider()
    client = await stage.enter("bob", room.topic)
    place = client.place(room.topic)
    await restore(room.topic)
    await client.expect(type="reset", topic=room.topic, reason="epoch")
    answer = await client.subscribe(**place)
    assert (answer["recovered"], answer["epoch"] != place["epoch"]) == (False, True)
    said = await stage.say("alice", room, "after it")
    await client.event("message_posted", room.topic, id=said["id"])
    await carol.alive()


@script()
async def what_was_forgotten_ends_in_a_snapshot(stage: Stage) -> None:
    trim, room, carol = stage.lever("trim"), await stage.room("bob"), await stage.outsider()
    client = await stage.enter("bob", room.topic)
    place = client.place(room.topic)
    await trim(room.topic)
    await client.expect(type="reset", topic=room.topic, reason="trimmed")
    for offset, recovered in ((place["offset"], False), (place["offset"] + 1, True)):
        answer = await client.subscribe(**place | {"offset": offset})
        assert (answer["epoch"], answer["recovered"]) == (place["epoch"], recovered)
    said = await stage.say("alice", room, "after it")
    assert (await client.event("message_posted", room.topic, id=said["id"]))["offset"] == place["offset"] + 2
    await carol.alive()


@script(on="strict", last=True)
async def a_server_that_goes_sends_everybody_away_first(stage: Stage) -> None:
    stop, room = stage.lever("stop"), await stage.room("bob")
    clients = [await stage.enter(who, room.topic) for who in ("alice", "bob", "carol")[:2] for _ in range(5)]
    said = await stage.say("alice", room, "the last word")
    stopping = asyncio.create_task(stop(""))
    for client in clients:
        await client.event("message_posted", room.topic, id=said["id"])
        bye = await client.end(4200, within=30)
        soonest, latest = bye["retry_ms"]
        assert 0 <= soonest < latest
    await stopping
    try:
        await stage.open("alice")
    except (OSError, InvalidHandshake):
        return
    raise AssertionError("it still opens sockets")
