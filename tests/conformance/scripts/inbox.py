"""A user's own topic, and alerts to him and to everyone."""

from tests.conformance.catalogue import Frame
from tests.conformance.client import Client
from tests.conformance.runner import script
from tests.conformance.stage import Stage


async def told(stage: Stage, who: str, client: Client) -> Frame:
    """A notification of his, as the end of a task makes one."""
    await stage.count(who, steps=1, delay=0)
    notification: Frame = (await client.event("notification_created", await stage.user_topic(who), within=60))["data"]
    return notification


@script()
async def what_is_read_in_one_tab_is_read_in_all(stage: Stage) -> None:
    eve = await stage.newcomer()
    own, carol = await stage.user_topic(eve), await stage.outsider()
    tab, other = await stage.enter(eve, own), await stage.enter(eve, own)
    first, second = await told(stage, eve, tab), await told(stage, eve, tab)
    assert (first["unread"], second["unread"]) == (1, 2)
    assert await tab.done(own, "mark_notification_read", notification=first["id"]) == {
        "notification": first["id"],
        "unread": 1,
    }
    await other.event("notification_read", own, notification=first["id"], unread=1)
    assert await tab.done(own, "mark_all_read") == {"unread": 0}
    await other.event("all_read", own, unread=0)
    stranger = await stage.enter("carol")
    for notification in (first["id"], 2**53 - 1):
        answer = await stranger.command(
            await stage.user_topic("carol"), "mark_notification_read", notification=notification
        )
        assert answer["code"] == 404
    await carol.alive()


@script()
async def rooms_joined_and_left_are_told_to_the_user(stage: Stage) -> None:
    own, carol = await stage.user_topic("bob"), await stage.outsider()
    client = await stage.enter("bob", own)
    room = await stage.room("bob")
    joined = await client.event("room_joined", own, room={"id": room.id})
    assert (joined["data"]["room"]["members"], joined["data"]["room"]["role"]) == (2, "member")
    watching = await stage.enter("alice", room.topic)
    assert (await (await stage.api("bob")).post(f"/api/rooms/{room.id}/leave/")).status == 204
    await client.event("room_left", own, room=room.id)
    await watching.event("member_left", room.topic, user=await stage.person("bob"), members=1)
    await carol.alive()


@script()
async def an_alert_to_everyone_is_raised_and_withdrawn(stage: Stage) -> None:
    client, carols = await stage.enter("alice", "everyone"), await stage.enter("carol", "everyone")
    ends_at = "2099-12-31T23:59:59.000Z"
    alert = await stage.alert(everyone=True, severity="warning", title="To all", ends_at=ends_at)
    raised = await client.event("alert_raised", "everyone", id=alert["id"])
    assert (raised["data"]["severity"], raised["data"]["title"]) == ("warning", "To all")
    assert (raised["data"]["ends_at"], raised["data"]["dismissible"]) == (ends_at, True)
    assert await carols.event("alert_raised", "everyone", id=alert["id"]) == raised
    late = await stage.open("bob")
    (answer,) = await late.hello("everyone")
    assert raised["data"] in answer["snapshot"]["alerts"]
    assert (await (await stage.api("admin")).post(f"/api/alerts/{alert['id']}/withdraw/")).status == 200
    await client.event("alert_withdrawn", "everyone", alert=alert["id"])
    again = await late.subscribe("everyone")
    assert alert["id"] not in [each["id"] for each in again["snapshot"]["alerts"]]


@script()
async def an_alert_to_some_comes_to_them_alone(stage: Stage) -> None:
    own, carol = await stage.user_topic("alice"), await stage.outsider()
    client, tab = await stage.enter("alice", own), await stage.enter("alice", own)
    alert = await stage.alert(users=[await stage.people.id_of("alice")])
    await client.event("alert_raised", own, id=alert["id"], dismissible=True)
    stranger = await stage.enter("carol")
    theirs = await stage.user_topic("carol")
    for name in ("dismiss_alert", "acknowledge_alert"):
        answers = [await stranger.command(theirs, name, alert=each) for each in (alert["id"], 2**53 - 1)]
        assert [answer["code"] for answer in answers] == [404, 404]
    assert await client.done(own, "dismiss_alert", alert=alert["id"]) == {"alert": alert["id"]}
    await tab.event("alert_dismissed", own, alert=alert["id"])
    shown = (await client.subscribe("everyone"))["snapshot"]["alerts"]
    assert alert["id"] not in [each["id"] for each in shown]
    assert (await (await stage.api("admin")).post(f"/api/alerts/{alert['id']}/withdraw/")).status == 200
    await client.event("alert_withdrawn", own, alert=alert["id"])
    await carol.alive()


@script()
async def what_must_be_acknowledged_cannot_be_dismissed(stage: Stage) -> None:
    own, carol = await stage.user_topic("bob"), await stage.outsider()
    client, tab = await stage.enter("bob", own), await stage.enter("bob", own)
    to_bob = [await stage.people.id_of("bob")]
    alert = await stage.alert(users=to_bob, must_acknowledge=True, severity="critical")
    await client.event("alert_raised", own, id=alert["id"], dismissible=False, must_acknowledge=True)
    refused = await client.command(own, "dismiss_alert", alert=alert["id"])
    assert (refused["code"], refused["retry"]) == (409, False)
    assert await client.done(own, "acknowledge_alert", alert=alert["id"]) == {"alert": alert["id"]}
    await tab.event("alert_acknowledged", own, alert=alert["id"])
    lasting = await stage.alert(users=to_bob, dismissible=False)
    await client.event("alert_raised", own, id=lasting["id"], dismissible=False)
    assert (await client.command(own, "dismiss_alert", alert=lasting["id"]))["code"] == 409
    await carol.alive()


@script()
async def the_most_urgent_alert_is_the_first(stage: Stage) -> None:
    to_bob, ids = [await stage.people.id_of("bob")], {}
    for severity in ("info", "critical", "success", "warning"):
        ids[severity] = (await stage.alert(users=to_bob, severity=severity))["id"]
    (answer,) = await (await stage.open("bob")).hello("everyone")
    listed = (await (await stage.api("bob")).get("/api/alerts/")).json["items"]
    for alerts in (answer["snapshot"]["alerts"], listed):
        shown = [alert["id"] for alert in alerts if alert["id"] in ids.values()]
        assert shown == [ids[severity] for severity in ("critical", "warning", "success", "info")]
