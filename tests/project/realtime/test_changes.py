"""States told by what has changed, to clients that asked for it."""

import asyncio
import json
from typing import Any

import pytest
from django.contrib.auth.models import User

from chat.models import Room
from project.realtime.board import StateBoard
from project.realtime.changes import difference
from project.realtime.connection import Connection, Shown
from project.realtime.frames import Frame, text
from project.realtime.groups import EVERYONE, user_topic
from project.realtime.publish import publish_state
from project.realtime.states import State
from project.realtime.wire import AsgiWire
from tasks.actions import begin_attempt, end_attempt, retry_task
from tasks.actions.attempts import Ending
from tasks.faces import task_state, task_topic
from tasks.models import TaskRun
from tasks.states import TaskState
from tests.harness.client import Client
from tests.harness.fixtures import Connect
from tests.project.realtime.test_withdrawal import never_sent

ENOUGH = 300


class Worker:
    """As much of a worker as states need: it counts the version on, and tells."""

    def __init__(self, owner: User, room: Room) -> None:
        begun = begin_attempt(run_id=never_sent(owner, room).pk, redelivered=False)
        assert begun is not None
        self.run = begun
        self.topic = task_topic(begun.pk)

    def tell(self, **figures: Any) -> State:
        for name, value in figures.items():
            setattr(self.run, name, value)
        self.run.n += 1
        state = task_state(self.run)
        publish_state(state)
        return state

    @property
    def version(self) -> list[int]:
        return [self.run.attempt, self.run.n]


@pytest.fixture
def worker_of_alice(alice: User, room: Room) -> Worker:
    return Worker(alice, room)


async def told(client: Client, version: list[int]) -> dict[str, Any]:
    """The frame that brought ``version``, and that is all of what came."""
    frame = await client.expect_frame(version=version, data={})
    assert not [each for each in client.inbox if each["type"] in {"state", "change"}], client.inbox
    return frame


async def test_only_who_asked_for_changes_gets_them(
    connect: Connect, worker_of_alice: Worker, alice: User, bob: User, carol: User, room: Room
) -> None:
    worker = worker_of_alice
    hers, his, stranger = await connect(alice), await connect(bob), await connect(carol)
    await hers.hello(worker.topic, changes=True)
    await his.hello(room.topic)
    await stranger.hello(user_topic(carol.pk), EVERYONE, changes=True)
    base = worker.version
    for client in (hers, his):
        assert (await told(client, base))["type"] == "state"
    worker.tell(current=3, total=10, percent=30.0, message="进度")
    change, whole = await told(hers, worker.version), await told(his, worker.version)
    assert change == {
        "type": "change", "topic": worker.topic, "version": worker.version, "base": base,
        "data": {"current": 3, "total": 10, "percent": 30.0, "message": "进度"},
    }  # fmt: skip
    assert whole["type"] == "state"
    assert hers.promises.states[worker.topic] == whole["data"]
    worker.tell(total=None, percent=None)
    assert (await told(hers, worker.version))["data"] == {"total": None, "percent": None}
    await told(his, worker.version)
    await stranger.expect_nothing()


async def test_changes_come_by_carriers_too(
    connect: Connect, worker_of_alice: Worker, bob: User, carol: User, room: Room
) -> None:
    his, stranger = await connect(bob), await connect(carol)
    await his.hello(room.topic, changes=True)
    await stranger.hello(user_topic(carol.pk), EVERYONE, changes=True)
    await told(his, worker_of_alice.version)
    worker_of_alice.tell(current=1)
    assert (await told(his, worker_of_alice.version))["data"] == {"current": 1}
    await stranger.expect_nothing()


async def test_an_end_and_another_attempt_come_whole(
    connect: Connect, worker_of_alice: Worker, alice: User, carol: User
) -> None:
    hers, stranger = await connect(alice), await connect(carol)
    await hers.hello(worker_of_alice.topic, changes=True)
    await stranger.hello(user_topic(carol.pk), EVERYONE, changes=True)
    run_id = worker_of_alice.run.pk
    end_attempt(run_id=run_id, attempt=1, ending=Ending(TaskState.FAILURE))
    assert (await hers.expect_state(state="FAILURE"))["final"] is True
    retry_task(user=alice, run=TaskRun.objects.get(pk=run_id))
    assert (await hers.expect_state(attempt=2))["type"] == "state"
    hers.check()
    await stranger.expect_nothing()


async def test_what_another_connection_was_sent_is_no_base(
    connect: Connect, worker_of_alice: Worker, alice: User, carol: User
) -> None:
    """A client that comes back names the version it has; what it has by then is not for the server to know."""
    worker, stranger = worker_of_alice, await connect(carol)
    await stranger.hello(user_topic(carol.pk), EVERYONE, changes=True)
    again = await connect(alice)
    (answer,) = await again.hello({"topic": worker.topic, "version": worker.version}, changes=True)
    assert answer["version"] == worker.version
    worker.tell(current=1)
    assert (await told(again, worker.version))["type"] == "state"
    worker.tell(current=2)
    assert (await told(again, worker.version))["type"] == "change"
    await stranger.expect_nothing()


async def test_who_has_lost_the_base_asks_and_gets_the_whole(
    connect: Connect, worker_of_alice: Worker, alice: User, carol: User
) -> None:
    worker, hers, stranger = worker_of_alice, await connect(alice), await connect(carol)
    await stranger.hello(user_topic(carol.pk), EVERYONE, changes=True)
    await hers.hello(worker.topic, changes=True)
    first = worker.version
    await told(hers, first)
    worker.tell(current=1)
    assert (await told(hers, worker.version))["type"] == "change"
    del hers.promises.versions[worker.topic], hers.promises.states[worker.topic]
    answer = await hers.subscribe(worker.topic, version=first)
    assert answer["version"] == worker.version
    assert (await told(hers, worker.version))["type"] == "state"
    worker.tell(current=2)
    assert (await told(hers, worker.version))["data"] == {"current": 2}
    await stranger.expect_nothing()


async def test_a_wish_that_is_no_boolean_is_refused(connect: Connect, alice: User) -> None:
    client = await connect(alice)
    for wish in (1, "true", None):
        answer = await client.ask({"type": "hello", "version": 1, "subscribe": [], "changes": wish})
        assert (answer["code"], list(answer["fields"])) == (400, ["changes"])


class Server:
    """An ASGI server whose client reads when the test says so."""

    def __init__(self) -> None:
        self.reads = asyncio.Event()
        self.frames: list[dict[str, Any]] = []

    async def send(self, message: dict[str, Any]) -> None:
        await self.reads.wait()
        self.frames.append(json.loads(message["text"]))


def shown(number: int, final: bool = False) -> Shown:
    data = {"current": number, "message": "x" * ENOUGH}
    state = {"type": "state", "topic": "task:1", "version": (1, number), "final": final, "data": data}
    return Shown("task:1", (1, number), final, text(state), ())


async def settled(server: Server, frames: int) -> list[dict[str, Any]]:
    async with asyncio.timeout(5):
        while len(server.frames) < frames:  # noqa: ASYNC110 - a wire tells nobody
            await asyncio.sleep(0)
    return server.frames


async def test_after_a_block_the_newest_comes_whole_and_then_its_changes() -> None:
    server, board = Server(), StateBoard({})
    connection = Connection(User(), AsgiWire(server.send, ENOUGH * 3), "")
    connection.takes_changes = True
    for number in range(1, 3):
        board.post(shown(number), connection)
    connection.write(Frame(json.dumps({"type": "filler", "words": "x" * ENOUGH * 3})))
    assert connection.blocked
    for number in range(3, 9):
        board.post(shown(number), connection)
    server.reads.set()
    assert [frame["type"] for frame in await settled(server, 4)] == ["state", "change", "filler", "state"]
    assert (server.frames[1]["base"], server.frames[1]["data"]) == ([1, 1], {"current": 2})
    assert server.frames[3]["version"] == [1, 8]
    board.post(shown(9), connection)
    (*_before, last) = await settled(server, 5)
    assert last == {"type": "change", "topic": "task:1", "version": [1, 9], "base": [1, 8], "data": {"current": 9}}


async def test_who_lags_by_one_gets_the_whole() -> None:
    """All who have the same base read the same text; anybody else reads the state."""
    board = StateBoard({})
    servers = [Server() for _ in range(3)]
    connections = [Connection(User(), AsgiWire(server.send, ENOUGH * 30), "") for server in servers]
    for server, connection in zip(servers, connections, strict=True):
        server.reads.set()
        connection.takes_changes = True
        board.post(shown(1), connection)
    for connection in connections[:2]:
        board.post(shown(2), connection)
    for connection in connections:
        board.post(shown(3), connection)
    kinds = [[frame["type"] for frame in await settled(server, 2)] for server in servers]
    assert kinds == [["state", "change", "change"], ["state", "change", "change"], ["state", "state"]]
    assert servers[0].frames == servers[1].frames
    board.post(shown(4, final=True), connections[0])
    assert (await settled(servers[0], 4))[3]["final"] is True


def test_a_difference_is_what_has_to_be_said() -> None:
    before = {"same": [1], "moved": 1, "filled": None, "emptied": {"a": 1}, "gone": 2}
    after = {"same": [1], "moved": 1.5, "filled": 0, "emptied": None, "new": "n"}
    assert difference(before, after) == {"moved": 1.5, "filled": 0, "emptied": None, "new": "n", "gone": None}
    assert difference(after, after) == {}
