"""What a task says of itself from its beginning to its end."""

from datetime import datetime

from tests.conformance.runner import script
from tests.conformance.stage import Stage


@script()
async def the_owner_and_the_room_see_a_task_from_beginning_to_end(stage: Stage) -> None:
    room, own, carol = await stage.room("bob"), await stage.user_topic("alice"), await stage.outsider()
    hers, his = await stage.enter("alice", own), await stage.enter("bob", room.topic)
    topic = await stage.count("alice", room, steps=5, delay=0.1, log=True)
    task_id = topic.partition(":")[2]
    created = await hers.event("task_created", own, task={"id": task_id, "state": "QUEUED"})
    assert created["data"]["task"]["attempt"] == 1
    card = await his.event("message_posted", room.topic, task=task_id)
    assert card["data"]["author"] == await stage.person("alice")
    last, seen = await hers.state(topic, state="SUCCESS"), await his.state(topic, state="SUCCESS")
    assert last == seen
    assert (last["data"]["percent"], last["data"]["result"]) == (100, {"counted": 5})
    assert (last["data"]["current"], last["data"]["total"], last["data"]["log_head"]) == (5, 5, 5)
    assert (last["data"]["root"], last["data"]["parent"], last["data"]["error"]) == (task_id, None, None)
    ended = await hers.event("task_ended", own, task={"id": task_id, "state": "SUCCESS"})
    assert "error" not in ended["data"]["task"]
    told = await hers.event("notification_created", own, kind="task_ended", values={"state": "SUCCESS"})
    assert told["data"]["read"] is False
    lines = (await (await stage.api("bob")).get(f"/api/tasks/{task_id}/log/?after=3")).json
    assert [line["number"] for line in lines["items"]] == [4, 5]
    assert (await (await stage.api("bob")).get(f"/api/tasks/{task_id}/")).json == last["data"]
    await carol.alive()


@script()
async def a_failure_tells_people_what_they_may_know(stage: Stage) -> None:
    carol, topic = await stage.outsider(), await stage.count("alice", steps=3, delay=0, fail_at=2)
    client = await stage.enter("alice", topic)
    failed = await client.state(topic, state="FAILURE")
    assert failed["final"] is True
    assert failed["data"]["error"]["reference"]
    assert "told to fail" not in str(failed)
    assert "Traceback" not in str(client.heard)
    assert (failed["data"]["percent"] or 0) < 100
    await carol.alive()


@script()
async def without_a_total_there_is_no_percentage(stage: Stage) -> None:
    client = await stage.open("alice")
    own = await stage.user_topic("alice")
    await client.hello(own)
    topic = await stage.count("alice", steps=5, delay=0.05, total_known=False)
    await client.state(topic, state="SUCCESS")
    running = [frame["data"] for frame in client.states(topic) if frame["data"]["state"] == "PROGRESS"]
    assert all(data["total"] is None and data["percent"] is None for data in running), running


@script()
async def progress_comes_ten_times_a_second_at_most(stage: Stage) -> None:
    client = await stage.enter("alice", await stage.user_topic("alice"))
    topic = await stage.count("alice", steps=300, delay=0.005)
    last = await client.state(topic, state="SUCCESS")
    shown = [datetime.fromisoformat(frame["at"]) for frame in client.states(topic)]
    seconds = (shown[-1] - shown[0]).total_seconds()
    # And those that tell of another phase.
    assert len(shown) <= 10 * seconds + 5, f"{len(shown)} in {seconds} s"
    assert last["data"]["result"] == {"counted": 300}


@script()
async def files_are_for_those_who_see_the_task(stage: Stage) -> None:
    room, carol = await stage.room("bob"), await stage.outsider()
    said = await stage.say("alice", room, "to be exported")
    his = await stage.enter("bob", room.topic)
    topic = await stage.start("alice", "export_room", room, {"format": "csv"})
    (file,) = (await his.state(topic, state="SUCCESS"))["data"]["files"]
    found = await (await stage.api("bob")).get(file["url"])
    assert (found.status, len(found.text.encode())) == (200, file["size"])
    assert said["text"] in found.text
    assert (await (await stage.api("carol")).get(file["url"])).status == 404
    await carol.alive()
