"""Two web processes for what happens between them, and carol, who is to hear nothing of it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.auth.models import User

from project.realtime.groups import EVERYONE, user_topic
from tests.harness.client import Client
from tests.harness.fixtures import Connect
from tests.harness.servers import Web

Twins = tuple[Web, Web]
PRESENCE_SECONDS = 3.0
# Who gives no sign of life is gone after this long: the time to live, and the next turn in which the others sweep.
GONE_SECONDS = PRESENCE_SECONDS + 4.0
HASTY = {
    "COMMANDS_PER_SECOND": "3",
    "CONNECTIONS_PER_USER": "3",
    "HEARTBEAT_GRACE_SECONDS": "1",
    "HEARTBEAT_SECONDS": "1",
    "PRESENCE_GRACE_SECONDS": "1",
    "PRESENCE_SECONDS": str(int(PRESENCE_SECONDS)),
}


@pytest.fixture(scope="session")
def twin_processes(django_db_setup: None, logs: Path) -> Iterator[Twins]:
    twins = Web(logs, name="twin-0", **HASTY), Web(logs, name="twin-1", **HASTY)
    try:
        for each in twins:
            each.start()
        yield twins
    finally:
        for each in twins:
            each.stop()


@pytest.fixture
def twins(twin_processes: Twins, committed: None) -> Iterator[Twins]:
    """They share everything, and forget soon; they may be killed."""
    for each in twin_processes:
        if not each.is_running():
            each.start()
    yield twin_processes
    for each in twin_processes:
        each.thaw()


@pytest.fixture
async def carols(connect: Connect, carol: User) -> Client:
    """A socket of carol's on ``web``, which follows all that is hers."""
    client = await connect(carol)
    await client.hello(user_topic(carol.pk), EVERYONE)
    return client
