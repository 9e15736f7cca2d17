"""The user's own topic and everyone's, on real sockets: alice hears, carol hears nothing of it."""

from asyncio import to_thread
from typing import Any
from uuid import uuid4

from django.contrib.auth.models import User

from notifications.actions import acknowledge_alert, broadcast_alert, notify_user, withdraw_alert
from project.realtime.groups import EVERYONE, user_topic
from tests.harness.client import Client
from tests.harness.fixtures import Connect

NOTE = {"title": "Hello", "text": "there"}


def topics_of(user: User) -> tuple[str, str]:
    return user_topic(user.pk), EVERYONE


async def opened(connect: Connect, user: User) -> Client:
    client = await connect(user)
    await client.hello(*topics_of(user))
    return client


async def own_command(client: Client, name: str, content: dict[str, Any], key: str | None = None) -> dict[str, Any]:
    assert client.user is not None
    return await client.command(user_topic(client.user.pk), name, content, key)


async def test_the_snapshot_holds_what_waits(connect: Connect, alice: User, carol: User) -> None:
    notification = notify_user(user=alice, kind="note", values=NOTE)
    alert = broadcast_alert(text="Now", users=[alice])
    alices, carols = await connect(alice), await connect(carol)
    own, everyones = [answer["snapshot"] for answer in await alices.hello(*topics_of(alice))]
    assert (own["unread"], own["tasks"]) == (1, [])
    assert [item["id"] for item in own["notifications"]] == [notification.pk]
    assert alert.pk in [item["id"] for item in everyones["alerts"]]
    own, everyones = [answer["snapshot"] for answer in await carols.hello(*topics_of(carol))]
    assert (own["unread"], own["notifications"]) == (0, [])
    assert alert.pk not in [item["id"] for item in everyones["alerts"]]


async def test_nobody_hears_anothers_topic(connect: Connect, alice: User, carol: User) -> None:
    carols = await opened(connect, carol)
    nonsense = ("user:0", "user:x", f"user:0{carol.pk}", f"user:{10**30}", "everyone:1", "everyone:")
    for topic in (user_topic(alice.pk), *nonsense):
        assert (await carols.subscribe(topic))["code"] == 404
    notify_user(user=alice, kind="note", values=NOTE)
    broadcast_alert(text="Now", users=[alice])
    await carols.expect_nothing()


async def test_what_is_told_arrives_in_all_tabs_of_that_user(connect: Connect, alice: User, carol: User) -> None:
    tabs, carols = [await opened(connect, alice) for _ in range(2)], await opened(connect, carol)
    notification = await to_thread(notify_user, user=alice, kind="note", values=NOTE)
    for tab in tabs:
        await tab.expect("notification_created", id=notification.pk, unread=1, title="Hello")
    reply = await own_command(tabs[0], "mark_notification_read", {"notification": notification.pk})
    assert reply["data"] == {"notification": notification.pk, "unread": 0}
    for tab in tabs:
        await tab.expect("notification_read", notification=notification.pk, unread=0)
    await carols.expect_nothing()


async def test_alerts_reach_those_addressed_and_leave_them_again(connect: Connect, alice: User, carol: User) -> None:
    alices, carols = await opened(connect, alice), await opened(connect, carol)
    ours = broadcast_alert(text="Ours", users=[alice], must_acknowledge=True)
    await alices.expect("alert_raised", id=ours.pk, topic=user_topic(alice.pk), must_acknowledge=True)
    acknowledge_alert(user=alice, alert=ours)
    await alices.expect("alert_acknowledged", alert=ours.pk)
    withdraw_alert(alert=ours)
    await alices.expect("alert_withdrawn", alert=ours.pk)
    await carols.expect_nothing()
    alert = broadcast_alert(text="All", everyone=True)
    for client in (alices, carols):
        await client.expect("alert_raised", topic=EVERYONE, id=alert.pk)
    assert "duplicate" in await own_command(carols, "dismiss_alert", {"alert": alert.pk})
    await carols.expect("alert_dismissed", alert=alert.pk)
    await alices.expect_nothing()


async def test_a_key_works_once_and_foreign_things_are_not_there(connect: Connect, alice: User, carol: User) -> None:
    alices, carols = await opened(connect, alice), await opened(connect, carol)
    notification, alert = notify_user(user=alice, kind="note", values=NOTE), broadcast_alert(text="Ours", users=[alice])
    key = str(uuid4())
    asked = {"notification": notification.pk}
    answers = [await own_command(alices, "mark_notification_read", asked, key) for _ in range(2)]
    assert [answer["duplicate"] for answer in answers] == [False, True]
    assert answers[0]["data"] == answers[1]["data"]
    assert (await own_command(alices, "dismiss_alert", {"alert": alert.pk}, key))["code"] == 409
    for name, content in (
        ("mark_notification_read", asked),
        ("mark_notification_read", {"notification": 2**53 - 1}),
        ("dismiss_alert", {"alert": alert.pk}),
        ("acknowledge_alert", {"alert": alert.pk}),
    ):
        assert (await own_command(carols, name, content))["code"] == 404
    for nonsense in ({}, {"notification": "1"}, {"notification": True}, {"notification": 1.5}, {"notification": 0}):
        assert (await own_command(alices, "mark_notification_read", nonsense))["code"] == 422


async def test_history_goes_back_by_id(connect: Connect, alice: User, carol: User) -> None:
    pks = [notify_user(user=alice, kind="note", values=NOTE).pk for _ in range(3)]
    alices = await opened(connect, alice)
    page = (await alices.history(user_topic(alice.pk), limit=2))["data"]
    assert ([item["id"] for item in page["items"]], page["more"]) == (pks[1:], True)
    page = (await alices.history(user_topic(alice.pk), before=pks[1]))["data"]
    assert ([item["id"] for item in page["items"]], page["more"]) == (pks[:1], False)
    assert (await (await opened(connect, carol)).history(user_topic(alice.pk)))["code"] == 404
