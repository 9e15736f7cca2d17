"""The servers that ``tests/conformance`` tries where it is given no address: web processes and a worker of ours."""

import asyncio
import secrets
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.db.models import F

from project.realtime.models import Stream
from tests.conformance.server import NAMES, PASSWORD, Lever, Server
from tests.harness.servers import Web, Worker

# The scripts make hundreds of rooms, all for the same few people.
ROOMY = {"ROOMS_PER_MINUTE": "10000"}
# All that would else take long to be reached.
TIGHT = {
    "BLOCKED_SECONDS": "20",
    "CONNECTION_SECONDS": "20",
    "EVENTS_BEHIND": "3",
    "HEARTBEAT_GRACE_SECONDS": "3",
    "HEARTBEAT_SECONDS": "3",
    "SUBSCRIPTIONS_PER_CONNECTION": "5",
}


@pytest.fixture(scope="session")
def own_servers(django_db_setup: None, django_db_blocker: Any, logs: Path) -> Iterator[Mapping[str, Server]]:
    """One as it comes and one with tight limits, on one database, with people of their own."""
    usual, strict = Web(logs, "tried", **ROOMY), Web(logs, "tried-strict", **ROOMY, **TIGHT)
    worker = Worker(logs, "tried-worker")
    with django_db_blocker.unblock():
        try:
            names = people()
            for program in (usual, strict, worker):
                program.start()
            yield {
                "usual": Server(usual.url, names, PASSWORD, levers(restore=restore, trim=trim)),
                "strict": Server(
                    strict.url, names, PASSWORD, levers(stop=partial(stop, strict)), age_seconds=20, events_behind=3
                ),
            }
        finally:
            # It would wait for what it still counts.
            worker.kill()
            for program in (strict, usual):
                program.stop()


def people() -> tuple[str, ...]:
    """The four, under names that no other test uses."""
    names = tuple(f"{name}-{secrets.token_hex(3)}" for name in NAMES)
    for role, name in zip(NAMES, names, strict=True):
        is_admin = role == "admin"
        User.objects.create_user(name, password=PASSWORD, is_staff=is_admin, is_superuser=is_admin)
    return names


def levers(**works: Callable[[str], object]) -> dict[str, Lever]:
    return {name: partial(_pulled, work) for name, work in works.items()}


async def _pulled(work: Callable[[str], object], topic: str) -> None:
    await asyncio.to_thread(_with_database, work, topic)


def _with_database(work: Callable[[str], object], topic: str) -> None:
    try:
        work(topic)
    finally:
        connection.close()


def restore(topic: str) -> None:
    """As from a backup: the log is another one."""
    Stream.objects.filter(topic=topic).update(epoch=secrets.token_hex(4))


def trim(topic: str) -> None:
    """Forget all events, and one that nobody has been told of."""
    stream = Stream.objects.get(topic=topic)
    stream.events.all().delete()
    Stream.objects.filter(pk=stream.pk).update(head=F("head") + 1, floor=F("head") + 1)


def stop(web: Web, _topic: str) -> None:
    assert web.terminate() == 0, web.describe()
