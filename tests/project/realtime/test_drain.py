"""A web process that is asked to go: it says so, lets nobody in, and sends everybody away in order."""

import asyncio
import http.client
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User

from chat.actions import post_message
from chat.models import Room
from project.realtime.groups import user_topic
from tests.cast import session_of
from tests.harness.client import Client
from tests.harness.deaf import deaf_socket
from tests.harness.fixtures import Connect
from tests.harness.lines import JSON_LINES, lines
from tests.harness.servers import Web
from tests.project.realtime.test_seats import seats_of

StartWeb = Callable[..., Web]


class Balancer:
    """Asks over a connection that it keeps, signed in so that it is told why."""

    def __init__(self, web: Web, admin: User) -> None:
        self._kept = http.client.HTTPConnection("127.0.0.1", web.port, timeout=10)
        self._headers = {"Cookie": f"sessionid={session_of(admin)}"}

    async def complaints(self) -> list[str]:
        """The parts that are not well."""
        return [part["part"] for part in await asyncio.to_thread(self._parts) if not part["ok"]]

    def _parts(self) -> list[dict[str, Any]]:
        self._kept.request("GET", "/readyz", headers=self._headers)
        answer = self._kept.getresponse()
        # Whether all else is well depends on who tests beside us.
        assert answer.status in {200, 503}
        parts: list[dict[str, Any]] = json.loads(answer.read())["parts"]
        return parts

    def hang_up(self) -> None:
        self._kept.close()


async def test_everybody_is_sent_away_in_order(
    connect: Connect, start_web: StartWeb, alice: User, bob: User, carol: User, admin: User, room: Room
) -> None:
    web = start_web()
    balancer = Balancer(web, admin)
    assert "web" not in await balancer.complaints()
    clients = [await connect(user, to=web) for user in (alice, bob) for _ in range(5)]
    carols = await connect(carol, to=web)
    for client in clients:
        await client.hello(room.topic)
    await carols.hello(user_topic(carol.pk))
    status = asyncio.create_task(asyncio.to_thread(web.terminate))
    await first_of(clients)
    post_message(author=alice, room=room, text="who is still here?", key=None)
    assert await balancer.complaints() == ["web"]
    balancer.hang_up()
    with pytest.raises(OSError):  # noqa: PT011 - refused or reset, as the system says it
        await connect(alice, to=web)
    for client in (*clients, carols):
        bye = await client.expect_frame(type="bye")
        assert (bye["code"], bye["reason"], bye["retry_ms"]) == (4200, "restart", [500, 8000])
        assert await client.expect_close() == 4200
    assert await status == 0
    assert "Traceback" not in web.output(), web.describe()
    # They leave one by one: when the first was gone, the others were served.
    assert 0 < sum(heard(client, "who is still here?") for client in clients) < len(clients)
    assert [frame for frame in carols.seen if frame["type"] == "event"] == []


async def first_of(clients: list[Client]) -> None:
    ends = [asyncio.create_task(client.expect_close()) for client in clients]
    await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
    for end in ends:
        end.cancel()
    await asyncio.gather(*ends, return_exceptions=True)


def heard(client: Client, text: str) -> bool:
    return any(frame.get("data", {}).get("text") == text for frame in client.seen)


async def test_whatever_ends_a_socket_is_done_for_each(
    connect: Connect, start_web: StartWeb, alice: User, bob: User, room: Room
) -> None:
    """Also for one that takes no leave, because it reads nothing."""
    web = start_web(**JSON_LINES)
    clients = [await connect(alice, to=web) for _ in range(3)]
    for client in clients:
        await client.hello(room.topic)
    with deaf_socket(web, bob, room.topic):
        await clients[0].expect("presence_joined", user={"id": bob.pk, "name": bob.username})
        assert (len(seats_of(alice)), len(seats_of(bob))) == (3, 1)
        assert await asyncio.to_thread(web.terminate) == 0
    assert {line["user_id"] for line in lines(web, event="connection_opened")} == {alice.pk, bob.pk}
    closed = [(line["user_id"], line["code"]) for line in lines(web, event="connection_closed")]
    assert sorted(closed) == sorted([(alice.pk, 4200)] * 3 + [(bob.pk, 4200)])
    assert seats_of(alice) == seats_of(bob) == set()
