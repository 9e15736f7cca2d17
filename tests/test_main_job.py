"""The main job over the wire: web, worker and Valkey are real, and carol is told nothing."""

import asyncio
from uuid import uuid4

from django.contrib.auth.models import User

from chat.models import Room
from project.realtime.groups import EVERYONE, user_topic
from tests.cast import Browse
from tests.harness.client import Client, Frame
from tests.harness.fixtures import Connect
from tests.harness.servers import Worker


async def cast(connect: Connect, room: Room, *people: User) -> list[Client]:
    clients = [await connect(user) for user in people]
    for client, user in zip(clients, people, strict=True):
        await client.hello(user_topic(user.pk), EVERYONE, room.topic)
    return clients


async def until_final(client: Client, topic: str) -> list[Frame]:
    """All states of the task from here to its end."""
    states = [await client.expect_state(topic=topic, within=30)]
    while not states[-1]["final"]:
        states.append(await client.expect_state(topic=topic, within=30))
    return states


async def test_messages_a_task_and_an_alert_reach_both_and_nobody_else(
    connect: Connect, browse: Browse, worker: Worker, alice: User, bob: User, carol: User, admin: User, room: Room
) -> None:
    hers, his, carols = await cast(connect, room, alice, bob, carol)

    await hers.command(room.topic, "post_message", {"text": "你好"})
    await his.expect("message_posted", text="你好")

    reply = await hers.command(room.topic, "post_message", {"text": "/count 20 delay=0.05"})
    topic = f"task:{reply['data']['task']}"
    await his.expect("message_posted", task=reply["data"]["task"])
    for client in (hers, his):
        states = await until_final(client, topic)
        assert states[-1]["data"]["state"] == "SUCCESS"
        assert states[-1]["data"]["percent"] == 100
        percents = [state["data"]["percent"] or 0 for state in states]
        assert percents == sorted(percents)
    await hers.expect("notification_created", topic=user_topic(alice.pk))
    await his.expect_none("notification_created")

    form = {"severity": "critical", "text": "停机维护", "rooms": [room.pk], "dismissible": "on", "_save": "Send"}
    answer = await asyncio.to_thread(browse(admin).post, "/admin/notifications/alert/add/", form)
    assert answer.status_code == 302
    for client in (hers, his):
        await client.expect("alert_raised", text="停机维护", severity="critical")

    assert (await carols.subscribe(topic))["code"] == 404
    await carols.expect_nothing()


async def test_who_comes_late_sees_what_is_going_on(
    connect: Connect, worker: Worker, alice: User, bob: User, carol: User, room: Room
) -> None:
    """A task is half done: bob opens the room, and is shown that half and then the rest."""
    hers, carols = await cast(connect, room, alice, carol)
    reply = await hers.command(room.topic, "post_message", {"text": "/count 100 delay=0.05"}, str(uuid4()))
    topic = f"task:{reply['data']['task']}"
    while ((await hers.expect_state(topic=topic, within=30))["data"]["percent"] or 0) < 40:
        pass
    his = await connect(bob)
    (answer,) = await his.hello(room.topic)
    shown = answer["snapshot"]["tasks"]
    assert [task["id"] for task in shown] == [reply["data"]["task"]]
    assert shown[0]["state"] == "PROGRESS"
    states = await until_final(his, topic)
    assert (states[0]["data"]["percent"] or 0) > 0
    assert states[-1]["data"]["state"] == "SUCCESS"
    await until_final(hers, topic)
    await carols.expect_nothing()


async def test_a_cancelled_task_ends_for_both(
    connect: Connect, worker: Worker, alice: User, bob: User, carol: User, room: Room
) -> None:
    hers, his, carols = await cast(connect, room, alice, bob, carol)
    reply = await hers.command(room.topic, "post_message", {"text": "/count 1000 delay=0.05"})
    topic = f"task:{reply['data']['task']}"
    await his.expect_state(topic=topic, state="PROGRESS", within=30)
    assert (await his.command(topic, "cancel"))["code"] == 403
    assert (await carols.command(topic, "cancel"))["code"] == 404
    assert (await hers.command(topic, "cancel"))["type"] == "reply"
    for client in (hers, his):
        assert (await until_final(client, topic))[-1]["data"]["state"] == "CANCELLED"
    assert (await hers.command(topic, "cancel"))["code"] == 409
    await carols.expect_nothing()
