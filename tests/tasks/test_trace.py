"""From the click to the worker's line by one name."""

import asyncio
import json
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from django.contrib.auth.models import User

from chat.models import Room
from project.realtime.groups import user_topic
from tests.cast import session_of
from tests.harness.client import Client
from tests.harness.fixtures import Connect
from tests.harness.lines import JSON_LINES, line_of, lines
from tests.harness.servers import RedisServer, Web, Worker

CSRF = "c" * 32


class Pair(NamedTuple):
    web: Web
    worker: Worker


@pytest.fixture(scope="module")
def pair_of_processes(django_db_setup: None, logs: Path, redis_process: RedisServer) -> Iterator[Pair]:
    """On a Redis where no other worker takes their tasks."""
    own = JSON_LINES | {"REDIS_URL": redis_process.url}
    pair = Pair(Web(logs, name="clicked", **own), Worker(logs, name="working", **own))
    for program in pair:
        program.start()
    yield pair
    for program in pair:
        program.stop()


@pytest.fixture
def pair(pair_of_processes: Pair, redis_server: RedisServer, committed: None) -> Pair:
    return pair_of_processes


async def told_of(carols: Client) -> list[dict[str, Any]]:
    assert (await carols.ask({"type": "ping"}))["type"] == "pong"
    return [frame for frame in carols.seen if frame["type"] in {"event", "state", "signal"}]


async def test_a_task_is_logged_by_the_name_of_the_socket_that_started_it(
    pair: Pair, connect: Connect, alice: User, carol: User, room: Room
) -> None:
    hers, carols = await connect(alice, to=pair.web), await connect(carol, to=pair.web)
    await hers.hello(room.topic)
    await carols.hello(user_topic(carol.pk))
    task_id = (await hers.command(room.topic, "post_message", {"text": "/count 1"}))["data"]["task"]
    await hers.expect_state(topic=f"task:{task_id}", state="SUCCESS")
    name = {"connection": hers.welcome["connection"], "user_id": alice.pk, "task_id": task_id}
    assert len(lines(pair.web, event="task_sent", **name)) == 1
    done = await asyncio.to_thread(line_of, pair.worker, logger="celery.app.trace", **name)
    assert "succeeded" in done["event"]
    assert "ip" not in done
    assert await told_of(carols) == []


def start_by_form(web: Web, user: User, wish: dict[str, Any]) -> dict[str, Any]:
    cookies = f"sessionid={session_of(user)}; csrftoken={CSRF}"
    headers = {"Content-Type": "application/json", "Cookie": cookies, "X-CSRFToken": CSRF}
    request = urllib.request.Request(f"{web.url}/api/tasks/", json.dumps(wish).encode(), headers)
    with urllib.request.urlopen(request) as answer:
        started: dict[str, Any] = json.load(answer)
        return started


async def test_a_failure_is_found_by_its_request_and_by_the_reference_that_is_shown(
    pair: Pair, connect: Connect, alice: User, carol: User
) -> None:
    hers, carols = await connect(alice, to=pair.web), await connect(carol, to=pair.web)
    await hers.hello(user_topic(alice.pk))
    await carols.hello(user_topic(carol.pk))
    wish = {"type": "count", "arguments": {"steps": 3, "fail_at": 2}}
    task_id = (await asyncio.to_thread(start_by_form, pair.web, alice, wish))["id"]
    failed = await hers.expect_state(topic=f"task:{task_id}", state="FAILURE")
    (sent,) = lines(pair.web, event="task_sent", task_id=task_id)
    name = {"request_id": sent["request_id"], "task_id": task_id, "user_id": alice.pk}
    line = await asyncio.to_thread(line_of, pair.worker, event="task_failed", **name)
    assert line["reference"] == failed["data"]["error"]["reference"]
    assert "Traceback" in line["exception"]
    assert await told_of(carols) == []
