"""Whoever may no longer see something stops seeing it."""

from tests.conformance.runner import script
from tests.conformance.stage import Stage


@script()
async def signing_out_ends_the_sockets_of_that_session_alone(stage: Stage) -> None:
    other, own = await stage.people.other_browser("bob"), await stage.user_topic("bob")
    ends, stays = await stage.enter("bob", own, browser=other), await stage.enter("bob", own)
    old = other.cookies["sessionid"]
    await other.sign_out()
    bye = await ends.end(4300)
    assert bye["reason"]
    assert [frame.get("code") for frame in ends.heard[-2:]] == [401, 4300]
    room = await stage.room("bob")
    await stays.event("room_joined", own, room={"id": room.id})
    await (await stage.connect("bob", "/ws/", {"Cookie": f"sessionid={old}"})).end(4301)


@script()
async def a_new_password_ends_all_sessions(stage: Stage) -> None:
    eve = await stage.newcomer()
    clients = [await stage.enter(eve, await stage.user_topic(eve)) for _ in range(2)]
    await stage.people.new_password(eve)
    for client in clients:
        await client.end(4300)


@script()
async def a_deactivated_account_has_no_access_any_more(stage: Stage) -> None:
    eve = await stage.newcomer()
    client, session = await stage.enter(eve, "everyone"), await stage.api(eve)
    await stage.people.change(eve, is_active=None)
    await client.end(4003)
    await (await stage.open(eve, browser=session)).end(4301)


@script()
async def who_is_put_out_of_a_room_is_told_and_hears_no_more(stage: Stage) -> None:
    room, carol = await stage.room("bob"), await stage.outsider()
    hers, his, bob = (
        await stage.enter("alice", room.topic),
        await stage.enter("bob", room.topic),
        await stage.person("bob"),
    )
    assert (await (await stage.api("alice")).delete(f"/api/rooms/{room.id}/members/{bob['id']}/")).status == 204
    told = await his.expect(type="unsubscribed", topic=room.topic, reason="removed")
    assert told["code"] == 403
    said = await stage.say("alice", room, "without bob")
    await hers.event("message_posted", room.topic, id=said["id"])
    await stage.pass_by(his, "bob")
    assert stage.mark not in str(his.heard[his.heard.index(told) :])
    for answer in (
        await his.subscribe(**hers.place(room.topic)),
        await his.history(room.topic),
        await his.command(room.topic, "post_message", text="let me in"),
        await his.unsubscribe(room.topic),
    ):
        assert (answer["type"], answer["code"]) == ("error", 404), answer
    await carol.alive()


@script()
async def a_right_that_is_withdrawn_ends_what_it_allowed(stage: Stage) -> None:
    eve = await stage.newcomer()
    await stage.people.change(eve, is_staff="on", is_superuser="on")
    topic = await stage.count("alice", steps=300, delay=0.2)
    client, owner = await stage.enter(eve, topic), await stage.enter("alice", topic)
    await stage.people.change(eve, is_staff=None, is_superuser=None)
    await client.expect(type="unsubscribed", topic=topic, reason="withdrawn")
    await owner.done(topic, "cancel")
    await owner.state(topic, state="CANCELLED")
    await stage.pass_by(client, eve)
    assert not [frame for frame in client.heard if frame["type"] == "state" and frame["data"]["state"] == "CANCELLED"]
    assert (await client.subscribe(topic))["code"] == 404
