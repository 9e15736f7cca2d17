"""Is the other still there, and has it all?"""

from tests.conformance.runner import script
from tests.conformance.stage import Skipped, Stage


@script()
async def a_ping_is_answered_with_its_id(stage: Stage) -> None:
    client = await stage.enter("alice")
    for frame_id in (1, "a name of mine", "", "聊天室", -7):
        await client.send({"type": "ping", "id": frame_id})
        assert await client.expect(type="pong") == {"type": "pong", "id": frame_id}


@script(on="strict")
async def a_ping_of_the_server_carries_the_heads_of_all_topics(stage: Stage) -> None:
    room, own, carol = await stage.room("bob"), await stage.user_topic("alice"), await stage.outsider()
    task = await stage.count("alice", steps=1, delay=0)
    client = await stage.enter("alice", room.topic, own, "everyone", task)
    interval = client.welcome["heartbeat"]["interval"]
    if interval > 60:
        raise Skipped(f"a ping comes every {interval} s")
    await client.state(task, state="SUCCESS")
    said = await stage.say("bob", room, "before the ping")
    await client.event("message_posted", room.topic, id=said["id"])
    ping = await client.heard_ping(after=client.promises.pings, within=interval + 10)
    assert set(ping["heads"]) == {room.topic, own, "everyone", task}
    assert ping["heads"][room.topic] == {"epoch": client.place(room.topic)["epoch"], "offset": said["offset"]}
    assert ping["heads"][task] == {"version": client.promises.versions[task][0]}
    await client.unsubscribe(room.topic)
    later = await client.heard_ping(after=client.promises.pings, within=interval + 10)
    assert set(later["heads"]) == {own, "everyone", task}
    await carol.alive()
