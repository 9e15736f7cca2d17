"""The web process as its operator sees it: little is held for who does not read, and who is silent is kept."""

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.db import transaction

from chat.actions import post_message
from chat.models import Room
from project.realtime.events import Event
from project.realtime.groups import EVERYONE, user_topic
from project.realtime.publish import publish
from tests.harness.client import Client
from tests.harness.deaf import deaf_socket
from tests.harness.figures import Figures
from tests.harness.fixtures import Connect
from tests.harness.servers import Web

MEGABYTE = 1024 * 1024
EVENT_BYTES = 20_000
# What the kernel takes for one who does not read, which may be 4 MB, and as many again as cost him the connection.
EVENTS, BEHIND, AT_ONCE = 800, 400, 20
DEAF, DEAF_BYTES = 10, 5 * MEGABYTE


class Blared(Event):
    """Something loud, for the tests."""

    noise: str


def memory_of(web: Web) -> int:
    """Resident bytes."""
    status = Path(f"/proc/{web.pid}/status").read_text().splitlines()
    line = next(line for line in status if line.startswith("VmRSS"))
    return int(line.split()[1]) * 1024


async def blare(reader: Client, room: Room) -> None:
    """So many at once; ``reader`` hears all of them before this returns."""
    with transaction.atomic():
        for _ in range(AT_ONCE):
            publish(room.topic, Blared(noise="x" * EVENT_BYTES))
    for _ in range(AT_ONCE):
        await reader.expect("blared", topic=room.topic)


@pytest.mark.slow
async def test_who_stops_reading_costs_little_slows_nobody_and_is_sent_away(
    connect: Connect, start_web: Callable[..., Web], alice: User, bob: User, carol: User, room: Room
) -> None:
    """What each of them lacks in the end is more than he may cost."""
    web = start_web(EVENTS_BEHIND=str(BEHIND), BLOCKED_SECONDS="60")
    figures, reader, carols = await Figures.of(web), await connect(alice, to=web), await connect(carol, to=web)
    await reader.hello(room.topic)
    await carols.hello(user_topic(carol.pk), EVERYONE)
    await blare(reader, room)
    before, most = memory_of(web), 0
    with ExitStack() as deaf:
        for _ in range(DEAF):
            deaf.enter_context(deaf_socket(web, bob, room.topic))
        await figures.until(lambda begun: begun == DEAF + 1, "roomcast_subscriptions", topic="room")
        for _ in range(EVENTS // AT_ONCE):
            await blare(reader, room)
            most = max(most, memory_of(web))
        await figures.until(lambda ended: ended == DEAF, "roomcast_connections_closed_total", code="4102")
    assert most - before < DEAF * DEAF_BYTES < DEAF * BEHIND * EVENT_BYTES
    await carols.expect_nothing()


@pytest.mark.slow
async def test_a_socket_idle_for_a_minute_still_receives(
    connect: Connect, alice: User, bob: User, carol: User, room: Room
) -> None:
    his, carols = await connect(bob), await connect(carol)
    await his.hello(room.topic)
    await carols.hello(user_topic(carol.pk), EVERYONE)
    with pytest.raises(TimeoutError):
        await his.expect_close(within=63)
    post_message(author=alice, room=room, text="still there?", key=None)
    await his.expect("message_posted", text="still there?", within=2)
    await carols.expect_nothing()
    assert [frame["type"] for frame in his.seen].count("ping") >= 2
