"""Keys: what is sent twice is done once."""

from uuid import uuid4

from tests.conformance.catalogue import Frame
from tests.conformance.runner import script
from tests.conformance.stage import Stage


def refused(answer: Frame, code: int) -> bool:
    return (answer["type"], answer.get("code"), answer.get("retry")) == ("error", code, False)


@script()
async def the_same_key_does_it_once(stage: Stage) -> None:
    room, carol = await stage.room("bob"), await stage.outsider()
    client, key = await stage.enter("alice", room.topic), str(uuid4())
    text = f"once {stage.mark}"
    first = await client.command(room.topic, "post_message", key, text=text)
    again = await client.command(room.topic, "post_message", key.upper(), text=text)
    assert (first["duplicate"], again["duplicate"]) == (False, True)
    assert first["data"] == again["data"]
    for data in ({"text": "twice"}, {"text": text, "reply_to": first["data"]["id"]}):
        assert refused(await client.command(room.topic, "post_message", key, **data), 409)
    assert refused(await client.command(room.topic, "edit_message", key, message=first["data"]["id"], text=text), 409)
    other = await stage.room("bob")
    assert refused(await client.command(other.topic, "post_message", key, text=text), 409)
    # A key is its user's own.
    his = await stage.enter("bob")
    assert (await his.command(room.topic, "post_message", key, text=text))["duplicate"] is False
    await stage.pass_by(client, "alice")
    told = [frame for frame in client.heard if frame["type"] == "event" and frame["topic"] == room.topic]
    assert len(told) == 2
    await carol.alive()


@script()
async def the_same_key_sent_at_once_by_several_sockets_does_it_once(stage: Stage) -> None:
    room, key = await stage.room("bob"), str(uuid4())
    clients = [await stage.enter("alice", room.topic) for _ in range(3)]
    ask: Frame = {"type": "command", "id": "c", "topic": room.topic, "name": "post_message", "key": key}
    for client in clients:
        await client.send(ask | {"data": {"text": f"once {stage.mark}"}})
    answers = [await client.expect(id="c") for client in clients]
    assert [answer["type"] for answer in answers] == ["reply"] * 3
    assert sorted(answer["duplicate"] for answer in answers) == [False, True, True]
    assert len({answer["data"]["id"] for answer in answers}) == 1


@script()
async def the_same_key_over_http_does_it_once(stage: Stage) -> None:
    room, key = await stage.room("bob"), str(uuid4())
    client = await stage.enter("alice", room.topic)
    posted = await client.done(room.topic, "post_message", key, text="either way")
    again = await (await stage.api("alice")).post(f"/api/rooms/{room.id}/messages/", {"text": "either way", "key": key})
    assert (again.status, again.json["duplicate"], again.json["id"]) == (200, True, posted["id"])


@script()
async def what_fails_spends_no_key(stage: Stage) -> None:
    room, key = await stage.room(), str(uuid4())
    client = await stage.enter("alice", room.topic)
    assert refused(await client.command(room.topic, "post_message", key, text=""), 422)
    assert refused(await client.command(room.topic, "react", key, message=2**53, emoji="👍"), 404)
    assert (await client.command(room.topic, "post_message", key, text="now"))["duplicate"] is False
