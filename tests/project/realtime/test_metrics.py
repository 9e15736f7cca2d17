"""What /metrics says after real traffic is what happened."""

import re
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from websockets.exceptions import InvalidStatus

from chat.actions import post_message
from chat.models import Room
from project.realtime.groups import EVERYONE, user_topic
from tests.harness.client import Client
from tests.harness.figures import Figures, scrape
from tests.harness.fixtures import Connect
from tests.harness.servers import RedisServer, Web

WHOLE_SECONDS = 5.0
TOPICS = {"room", "user", "everyone", "task"}


async def say(client: Client, room: Room, text: str) -> dict[str, Any]:
    return await client.command(room.topic, "post_message", {"text": text})


def received(kind: str, *clients: Client) -> int:
    return sum(frame["type"] == kind for client in clients for frame in client.seen)


async def test_deliveries_are_the_frames_that_arrived(
    connect: Connect, web: Web, alice: User, bob: User, carol: User, room: Room
) -> None:
    figures = await Figures.of(web)
    hers, his, carols = await connect(alice), await connect(bob), await connect(carol)
    await hers.hello(room.topic, user_topic(alice.pk))
    await his.hello(room.topic, user_topic(bob.pk))
    await carols.hello(user_topic(carol.pk), EVERYONE)
    for number in range(5):
        await say(hers, room, f"said {number}")
        await his.expect("message_posted", text=f"said {number}")
    for client in (hers, his):
        await client.settle()
    await carols.expect_nothing()
    events = [await figures.grown("roomcast_deliveries_total", kind="event", topic=kind) for kind in ("room", "user")]
    assert sum(events) == received("event", hers, his, carols)
    assert events[0] == 10
    assert await figures.grown("roomcast_pushes_received_total", kind="event") >= 5
    assert await figures.grown("roomcast_command_seconds_count", name="post_message") == 5
    assert await figures.grown("roomcast_client_gaps_total") == 0


async def test_connections_and_subscriptions_go_up_and_down(
    connect: Connect, web: Web, alice: User, bob: User, room: Room
) -> None:
    figures = await Figures.of(web)
    hers, his = await connect(alice), await connect(bob)
    await hers.hello(room.topic, user_topic(alice.pk))
    await his.hello(room.topic)
    assert await figures.now("roomcast_connections") == 2
    assert await figures.now("roomcast_subscriptions", topic="room") == 2
    assert await figures.now("roomcast_subscriptions", topic="user") == 1
    assert await figures.grown("roomcast_subscriptions_begun_total", topic="room", start="snapshot") == 2
    await hers.close()
    await figures.until(lambda ended: ended == 1, "roomcast_connections_closed_total", code="1000")
    assert await figures.now("roomcast_connections") == 1
    assert await figures.now("roomcast_subscriptions", topic="room") == 1


async def test_who_is_not_let_in_is_counted_by_why(connect: Connect, strict_web: Web, alice: User) -> None:
    figures = await Figures.of(strict_web)
    with pytest.raises(InvalidStatus):
        await connect(alice, to=strict_web, origin="https://evil.example")
    assert await (await connect(None, to=strict_web)).expect_close() == 4301
    two = [await connect(alice, to=strict_web) for _ in range(2)]
    for client in two:
        await client.hello()
    assert await (await connect(alice, to=strict_web)).expect_close() == 4004
    for code in ("4301", "4004"):
        await figures.until(lambda ended: ended == 1, "roomcast_connections_closed_total", code=code)
    for reason in ("handshake", "sign_in", "too_many"):
        assert await figures.grown("roomcast_connections_refused_total", reason=reason) == 1


async def test_limits_and_errors_are_those_that_were_answered(
    connect: Connect, strict_web: Web, alice: User, room: Room
) -> None:
    figures = await Figures.of(strict_web)
    hers = await connect(alice, to=strict_web)
    answers = await hers.hello(room.topic, user_topic(alice.pk), EVERYONE)
    assert [answer.get("code") for answer in answers] == [None, None, 429]
    slow = [await hers.command(room.topic, "start_typing") for _ in range(44)]
    assert (await hers.command("room:999999999", "nothing"))["code"] in {404, 429}
    refused = sum(answer["type"] == "error" for answer in slow)
    assert refused > 0
    assert await figures.grown("roomcast_limits_hit_total", limit="connection_subscriptions") == 1
    assert await figures.grown("roomcast_limits_hit_total", limit="connection_commands") >= refused
    for code in ("429", "404"):
        told = sum(frame["type"] == "error" and frame["code"] == int(code) for frame in hers.seen)
        assert await figures.grown("roomcast_errors_total", code=code) == told


async def test_pushes_that_a_dead_redis_did_not_take_are_counted_and_healed(
    connect: Connect, fragile_web: Web, redis_server: RedisServer, alice: User, bob: User, carol: User, room: Room
) -> None:
    figures = await Figures.of(fragile_web)
    hers, his, carols = [await connect(user, to=fragile_web) for user in (alice, bob, carol)]
    await hers.hello(room.topic)
    await his.hello(room.topic)
    await carols.hello(user_topic(carol.pk))
    redis_server.kill()
    await say(hers, room, "said without redis")
    await his.expect("message_posted", text="said without redis", within=WHOLE_SECONDS)
    await figures.until(lambda lost: lost >= 1, "roomcast_push_failures_total")
    assert await figures.grown("roomcast_pushes_total") >= await figures.grown("roomcast_push_failures_total")
    assert await figures.grown("roomcast_gaps_healed_total", source="heads") >= 1
    await figures.until(lambda waiting: waiting == 0, "roomcast_push_queue_items")
    assert received("event", carols) == 0


async def test_a_push_lost_on_the_way_is_found_by_the_heads(
    connect: Connect, fragile_web: Web, alice: User, bob: User, carol: User, room: Room
) -> None:
    """This process rings another Redis: to that web process the push is lost."""
    figures = await Figures.of(fragile_web)
    his, carols = await connect(bob, to=fragile_web), await connect(carol, to=fragile_web)
    await his.hello(room.topic)
    await carols.hello(user_topic(carol.pk))
    post_message(author=alice, room=room, text="lost", key=uuid4())
    await his.expect("message_posted", text="lost", within=WHOLE_SECONDS)
    assert await figures.grown("roomcast_gaps_healed_total", source="heads") == 1
    assert await figures.grown("roomcast_head_lag_events_sum") == 1
    assert await figures.grown("roomcast_catch_up_rows_total") == 1
    assert await figures.grown("roomcast_deliveries_total", kind="event", topic="room") == 1
    assert await figures.grown("roomcast_client_gaps_total") == 0
    assert received("event", carols) == 0


async def test_a_client_that_lacks_what_it_was_sent_is_counted(
    connect: Connect, web: Web, alice: User, bob: User, carol: User, room: Room
) -> None:
    figures = await Figures.of(web)
    hers, his, carols = await connect(alice), await connect(bob), await connect(carol)
    await hers.hello(room.topic)
    await his.hello(room.topic)
    await carols.hello(user_topic(carol.pk))
    for text in ("heard", "not heard"):
        await say(hers, room, text)
        await his.expect("message_posted", text=text)
    place = his.promises.position(room.topic)
    # Where it stands, a client may always say; it is counted only when it lacks something.
    await his.subscribe(**place)
    assert await figures.grown("roomcast_client_gaps_total") == 0
    await his.subscribe(**place | {"offset": place["offset"] - 1})
    await his.expect("message_posted", text="not heard")
    assert await figures.grown("roomcast_client_gaps_total") == 1
    assert await figures.grown("roomcast_gaps_healed_total", source="resume") == 1
    assert await figures.grown("roomcast_subscriptions_begun_total", topic="room", start="recovered") == 2
    await carols.expect_nothing()


async def test_no_label_names_a_person_or_a_room(connect: Connect, web: Web, alice: User, room: Room) -> None:
    hers = await connect(alice)
    await hers.hello(room.topic, user_topic(alice.pk), EVERYONE)
    labels = [dict(labels) for (name, labels) in await scrape(web) if name.startswith("roomcast_")]
    assert {each["topic"] for each in labels if "topic" in each} <= TOPICS
    for each in labels:
        codes = {each.pop("code", "other"), each.pop("le", "+Inf")}
        assert not [value for value in each.values() if not re.fullmatch("[a-z_]+", value)]
        assert all(re.fullmatch(r"other|[1-4]\d{3}|\d{3}|\+Inf|[0-9.]+", value) for value in codes)
