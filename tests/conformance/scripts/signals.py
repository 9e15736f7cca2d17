"""What is worth nothing a minute later: typing and presence."""

from tests.conformance.client import Client
from tests.conformance.runner import script
from tests.conformance.stage import Stage


def signals(client: Client, name: str) -> list[object]:
    return [frame["data"]["user"] for frame in client.heard if frame.get("name") == name]


@script()
async def typing_is_told_to_all_subscribers(stage: Stage) -> None:
    room, carol = await stage.room("bob"), await stage.outsider()
    hers, his, alice = (
        await stage.enter("alice", room.topic),
        await stage.enter("bob", room.topic),
        await stage.person("alice"),
    )
    for verb, told in (("start_typing", "typing_started"), ("stop_typing", "typing_stopped")):
        ask = {"type": "command", "topic": room.topic, "name": verb, "data": {}}
        assert (await hers.ask(ask))["data"] == {}
        for client in (hers, his):
            await client.signal(told, room.topic, user=alice)
    await stage.pass_by(his, "bob")
    for name in ("typing_started", "typing_stopped"):
        assert signals(his, name) == [alice], "told more than once"
    await carol.alive()


@script()
async def presence_is_told_once_however_many_tabs_there_are(stage: Stage) -> None:
    room, carol = await stage.room("bob"), await stage.outsider()
    hers, bob = await stage.enter("alice", room.topic), await stage.person("bob")
    await hers.signal("presence_joined", room.topic, user=await stage.person("alice"))
    first = await stage.enter("bob", room.topic)
    await hers.signal("presence_joined", room.topic, user=bob)
    second = await stage.open("bob")
    (answer,) = await second.hello(room.topic)
    assert answer["present"] == answer["snapshot"]["present"] == [await stage.person("alice"), bob]
    await first.close()
    await stage.pass_by(second, "bob")
    await hers.alive()
    assert signals(hers, "presence_left") == []
    await second.unsubscribe(room.topic)
    await hers.signal("presence_left", room.topic, user=bob)
    assert signals(hers, "presence_joined").count(bob) == 1
    (answer,) = await (await stage.open("bob")).hello(room.topic)
    assert answer["present"] == [await stage.person("alice")]
    await carol.alive()


@script()
async def who_is_put_out_of_a_room_is_not_there_any_more(stage: Stage) -> None:
    room, carol = await stage.room("bob"), await stage.outsider()
    hers, his = await stage.enter("alice", room.topic), await stage.enter("bob", room.topic)
    bob = await stage.person("bob")
    await hers.signal("presence_joined", room.topic, user=bob)
    assert (await (await stage.api("alice")).delete(f"/api/rooms/{room.id}/members/{bob['id']}/")).status == 204
    await his.expect(type="unsubscribed", topic=room.topic, reason="removed")
    await hers.signal("presence_left", room.topic, user=bob)
    await carol.alive()


@script()
async def who_subscribes_again_has_not_been_away(stage: Stage) -> None:
    room, carol = await stage.room("bob"), await stage.outsider()
    hers, his = await stage.enter("alice", room.topic), await stage.enter("bob", room.topic)
    bob = await stage.person("bob")
    await hers.signal("presence_joined", room.topic, user=bob)
    for _ in range(3):
        assert bob in (await his.subscribe(**his.place(room.topic)))["present"]
    await stage.pass_by(hers, "alice")
    await hers.alive()
    assert signals(hers, "presence_left") == []
    assert signals(hers, "presence_joined").count(bob) == 1
    await carol.alive()
