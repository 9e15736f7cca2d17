"""``manage.py runserver``, Django's own way to develop: pages, scripts and sockets."""

import asyncio
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.auth.models import User

from chat.models import Room
from project.realtime.groups import EVERYONE, user_topic
from tests.harness.fixtures import Connect
from tests.harness.servers import Web
from tests.project.commands import get


class DevelopmentServer(Web):
    """Daphne's ``runserver``, without the process that watches files."""

    def __init__(self, logs: Path, name: str = "runserver", **changes: str) -> None:
        super().__init__(logs, name, **changes)
        self._command = [sys.executable, "manage.py", "runserver", "--noreload", f"127.0.0.1:{self.port}"]


@pytest.fixture
def development(committed: None, tmp_path: Path) -> Iterator[Web]:
    server = DevelopmentServer(tmp_path)
    server.start()
    yield server
    server.stop()


@pytest.mark.slow
async def test_pages_scripts_and_sockets(
    connect: Connect, development: Web, alice: User, bob: User, carol: User, room: Room
) -> None:
    for page in ("/accounts/login/", "/static/roomcast/socket.js"):
        status, _text = await asyncio.to_thread(get, f"{development.url}{page}")
        assert status == 200, page
    hers, his, carols = await connect(alice, to=development), await connect(bob), await connect(carol, to=development)
    await hers.hello(user_topic(alice.pk), room.topic)
    await his.hello(user_topic(bob.pk), room.topic)
    await carols.hello(user_topic(carol.pk), EVERYONE)
    for client in (hers, his):
        await client.command(room.topic, "post_message", {"text": f"by {client.user}"})
    for client in (hers, his):
        for author in (alice, bob):
            await client.expect("message_posted", text=f"by {author}")
    await carols.expect_nothing()
    await hers.close()
    assert "Traceback" not in development.output(), development.describe()
