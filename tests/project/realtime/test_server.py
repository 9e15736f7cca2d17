"""The web process as its operator sees it: leaving in order, and holding little for those who do not read."""

import asyncio
import socket
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from pytest_django import Settings

from chat.actions import post_message
from chat.models import Room
from project.realtime.groups import EVERYONE, user_topic
from tests.cast import session_of
from tests.harness.figures import Figures
from tests.harness.fixtures import Connect
from tests.harness.servers import Web

StartWeb = Callable[..., Web]
MEGABYTE = 1024 * 1024


async def test_sigterm_sends_everybody_away_in_order(
    connect: Connect, start_web: StartWeb, alice: User, bob: User, room: Room
) -> None:
    web = start_web()
    clients = [await connect(user, to=web) for user in (alice, bob) for _ in range(5)]
    for client in clients:
        await client.hello(room.topic)
    status = asyncio.create_task(asyncio.to_thread(web.terminate))
    await clients[0].expect_close()
    with pytest.raises(OSError):  # noqa: PT011 - refused or reset, as the system says it
        await connect(alice, to=web)
    for client in clients:
        bye = await client.expect_frame(type="bye")
        assert (bye["code"], bye["reason"], bye["retry_ms"]) == (4200, "restart", [500, 8000])
        assert await client.expect_close() == 4200
    assert await status == 0
    assert "Traceback" not in web.output(), web.describe()


def memory_of(pid: int) -> int:
    line = next(line for line in Path(f"/proc/{pid}/status").read_text().splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) * 1024


def deaf_socket(web: Web, user: User, topic: str) -> socket.socket:
    """A client that says hello and never reads a byte."""
    deaf = socket.create_connection(("127.0.0.1", web.port))
    deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    deaf.sendall(
        f"GET /ws/ HTTP/1.1\r\nHost: 127.0.0.1:{web.port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        f"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\nOrigin: {web.url}\r\n"
        f"Cookie: sessionid={session_of(user)}\r\n\r\n".encode()
    )
    assert b"101" in deaf.recv(12)
    text = f'{{"type":"hello","id":1,"version":1,"subscribe":[{{"topic":"{topic}"}}]}}'.encode()
    deaf.sendall(bytes([0x81, 0x80 | len(text)]) + b"\0\0\0\0" + text)
    return deaf


@pytest.mark.slow
async def test_who_stops_reading_costs_little_and_is_sent_away(
    connect: Connect, start_web: StartWeb, settings: Settings, alice: User, bob: User, room: Room
) -> None:
    settings.REALTIME_LIMITS = settings.REALTIME_LIMITS | {"messages_per_second": 10_000, "messages_burst": 10_000}
    web = start_web(BLOCKED_SECONDS="3")
    figures, reader = await Figures.of(web), await connect(alice, to=web)
    await reader.hello(room.topic)
    person = {"id": bob.pk, "name": bob.username}
    with deaf_socket(web, bob, room.topic):
        await reader.expect("presence_joined", user=person)
        before = memory_of(web.pid)
        for number in range(1500):
            post_message(author=alice, room=room, text=f"{number} " + "x" * 3500, key=uuid4())
            # Lets this process read what it is sent.
            await asyncio.sleep(0)
        await reader.expect("presence_left", user=person, within=20)
        assert memory_of(web.pid) - before < 40 * MEGABYTE
        assert await figures.grown("roomcast_connections_closed_total", code="4102") == 1


@pytest.mark.slow
async def test_a_socket_idle_for_a_minute_still_receives(
    connect: Connect, alice: User, bob: User, carol: User, room: Room
) -> None:
    his, carols = await connect(bob), await connect(carol)
    await his.hello(room.topic)
    await carols.hello(user_topic(carol.pk), EVERYONE)
    with pytest.raises(TimeoutError):
        await his.expect_close(within=63)
    post_message(author=alice, room=room, text="still there?", key=uuid4())
    await his.expect("message_posted", text="still there?", within=2)
    await carols.expect_nothing()
    assert [frame["type"] for frame in his.seen].count("ping") >= 2
