"""Fixtures that give tests the product's processes. Whoever uses one is marked ``live``."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import pytest
from django.contrib.auth.models import User

from tests.harness.client import Client
from tests.harness.program import Program
from tests.harness.servers import RedisServer, Web, Worker
from tests.harness.site import Site

Connect = Callable[..., Awaitable[Client]]
SomeProgram = TypeVar("SomeProgram", bound=Program)
STRICT = {
    "COMMANDS_PER_SECOND": "1",
    "CONNECTIONS_PER_USER": "2",
    "HEARTBEAT_GRACE_SECONDS": "1",
    "HEARTBEAT_SECONDS": "1",
    "RECHECK_SECONDS": "1",
    "SUBSCRIPTIONS_PER_CONNECTION": "2",
}


def _running(program: SomeProgram) -> Iterator[SomeProgram]:
    try:
        program.start()
        yield program
    finally:
        program.stop()


def _alive(program: SomeProgram) -> SomeProgram:
    """Started anew if the test before left it dead."""
    if not program.is_running():
        program.start()
    return program


@pytest.fixture(scope="session")
def logs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("logs")


@pytest.fixture(scope="session")
def web_process(django_db_setup: None, logs: Path) -> Iterator[Web]:
    yield from _running(Web(logs))


@pytest.fixture
def web(web_process: Web, committed: None) -> Web:
    """The web process."""
    return _alive(web_process)


@pytest.fixture
def start_web(committed: None, tmp_path: Path) -> Iterator[Callable[..., Web]]:
    """Start another web process with settings of its own: ``start_web(HEARTBEAT_SECONDS="1")``."""
    started: list[Web] = []

    def start(**changes: str) -> Web:
        web = Web(tmp_path, name=f"web-{len(started)}", **changes)
        started.append(web)
        web.start()
        return web

    yield start
    for web in started:
        web.stop()


@pytest.fixture(scope="session")
def worker_process(django_db_setup: None, logs: Path) -> Iterator[Worker]:
    yield from _running(Worker(logs))


@pytest.fixture
def worker(worker_process: Worker, committed: None) -> Worker:
    """The worker."""
    return _alive(worker_process)


@pytest.fixture
def start_worker(committed: None, tmp_path: Path) -> Iterator[Callable[..., Worker]]:
    """Start a worker of this test's own, as for one that is to be killed."""
    started: list[Worker] = []

    def start(**changes: str) -> Worker:
        worker = Worker(tmp_path, name=f"worker-{len(started)}", **changes)
        started.append(worker)
        worker.start()
        return worker

    yield start
    for worker in started:
        worker.stop()


@pytest.fixture(scope="session")
def redis_process(logs: Path) -> Iterator[RedisServer]:
    server = RedisServer(logs)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def redis_server(redis_process: RedisServer) -> Iterator[RedisServer]:
    """A Valkey to be frozen, killed and emptied; whole again for the next test."""
    yield redis_process
    redis_process.thaw()
    if not redis_process.is_running():
        redis_process.start()


@pytest.fixture(scope="session")
def fragile_process(django_db_setup: None, logs: Path, redis_process: RedisServer) -> Iterator[Web]:
    yield from _running(Web(logs, name="fragile", REDIS_URL=redis_process.url, RECHECK_SECONDS="1"))


@pytest.fixture
def fragile_web(fragile_process: Web, redis_server: RedisServer, committed: None) -> Web:
    """A web process on ``redis_server``, which so hears nothing of this process's doorbell; it may be killed too."""
    return _alive(fragile_process)


@pytest.fixture(scope="session")
def strict_process(django_db_setup: None, logs: Path) -> Iterator[Web]:
    yield from _running(Web(logs, name="strict", **STRICT))


@pytest.fixture
def strict_web(strict_process: Web, committed: None) -> Web:
    """A second web process beside ``web``, with tight limits, and short times between heartbeats and between rounds."""
    return _alive(strict_process)


@pytest.fixture
async def connect(web: Web) -> AsyncIterator[Connect]:
    """``await connect(alice)`` opens a socket as her browser does; ``to=`` another web process."""
    clients: list[Client] = []

    async def open_socket(
        user: User | None, *, to: Web = web, origin: str | None = None, session: str | None = None
    ) -> Client:
        client = await Client.open(to, user, origin=origin, session=session)
        clients.append(client)
        return client

    yield open_socket
    for client in clients:
        await client.close()
    for client in clients:
        client.check()


@pytest.fixture(scope="module")
def site(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site beside the tests' own, with the demo's people and rooms; it may be backed up and restored."""
    with django_db_blocker.unblock():
        site = Site(tmp_path_factory.mktemp("site"))
        yield site
        site.remove()


@pytest.fixture(scope="module")
def site_process(site: Site, logs: Path) -> Iterator[Web]:
    yield from _running(Web(logs, name="site", **site.variables))


@pytest.fixture
def site_web(site_process: Web, committed: None) -> Web:
    """Serves ``site``."""
    return _alive(site_process)
