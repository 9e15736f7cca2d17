"""A site with a database of its own, which can be backed up and brought back as an operator does it."""

import json
import os
import secrets
import shutil
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from django.db import connection

from tests.harness.servers import test_database_url
from tests.project.commands import python

# Ids and sessions of the demo's people, and the private room of alice and bob.
PEOPLE = """
import json, django
django.setup()
from django.conf import settings
from django.core.management import call_command
from django.contrib.auth.models import User
from django.test import Client
from chat.models import Room
call_command("migrate", verbosity=0)
call_command("seed_demo", verbosity=0)
settings.ALLOWED_HOSTS.append("testserver")
people = {}
for user in User.objects.all():
    browser = Client()
    browser.force_login(user)
    people[user.username] = {"id": user.pk, "session": browser.cookies["sessionid"].value}
print(json.dumps({"people": people, "room": Room.objects.private().get().topic}))
"""
POST = """
import sys, django
django.setup()
from django.contrib.auth.models import User
from chat.actions import post_message
from chat.models import Room
from project.realtime.publisher import publisher
for text in sys.argv[1:]:
    post_message(author=User.objects.get(username="alice"), room=Room.objects.private().get(), text=text, key=None)
publisher.flush()
"""


class Site:
    """``variables`` are the environment in which its processes find it."""

    def __init__(self, directory: Path) -> None:
        self.name = f"site_{secrets.token_hex(4)}"
        self._backup = directory / f"{self.name}.backup"
        self._file = directory / f"{self.name}.sqlite3"
        self.variables = {"DATABASE_URL": self._make(), "REDIS_PREFIX": self.name, "REDIS_URL": os.environ["REDIS_URL"]}
        told = json.loads(self._run(PEOPLE))
        self.sessions: dict[str, str] = {name: person["session"] for name, person in told["people"].items()}
        self.room: str = told["room"]

    def _make(self) -> str:
        if connection.vendor == "sqlite":
            return f"sqlite:///{self._file}"
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {self.name}")
        return urlunsplit(urlsplit(test_database_url())._replace(path=f"/{self.name}"))

    def remove(self) -> None:
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(f"DROP DATABASE {self.name} WITH (FORCE)")

    def post(self, *texts: str) -> None:
        """Alice says these in the private room, by another process than the web's."""
        self._run(POST, *texts)

    def manage(self, command: str) -> str:
        return self._run(f"import django; django.setup(); django.core.management.call_command({command!r})")

    def _run(self, code: str, *arguments: str) -> str:
        where = {"DJANGO_SETTINGS_MODULE": "project.settings", "EMBEDDED": "on", "SECRET_KEY": os.environ["SECRET_KEY"]}
        code = f"import django.core.management\n{code}"
        ran = python("-c", code, *arguments, DATA_DIR=os.environ["DATA_DIR"], **where, **self.variables)
        assert ran.returncode == 0, ran.stderr
        return ran.stdout

    def back_up(self) -> None:
        """While it runs, or not."""
        self._by_vendor(self._dump, lambda: copy(self._file, self._backup))

    def restore(self) -> None:
        """While nobody is running."""
        self._by_vendor(self._load, self._replace_file)

    def restore_live(self) -> None:
        """Under the running processes."""
        self._by_vendor(self._load, lambda: copy(self._backup, self._file))

    def _by_vendor(self, postgresql: Callable[[], None], sqlite: Callable[[], None]) -> None:
        (sqlite if connection.vendor == "sqlite" else postgresql)()

    def _replace_file(self) -> None:
        for left in self._file.parent.glob(f"{self._file.name}-*"):
            left.unlink()
        shutil.copyfile(self._backup, self._file)

    def _dump(self) -> None:
        tool("pg_dump", "--format=custom", f"--file={self._backup}", self.variables["DATABASE_URL"])

    def _load(self) -> None:
        url = self.variables["DATABASE_URL"]
        tool("pg_restore", "--clean", "--if-exists", "--single-transaction", f"--dbname={url}", str(self._backup))


def copy(source: Path, target: Path) -> None:
    """As sqlite3's ``.backup`` and ``.restore``: whole, whoever else has it open."""
    with closing(sqlite3.connect(source)) as there, closing(sqlite3.connect(target, timeout=20)) as here:
        there.backup(here)


def tool(name: str, *arguments: str) -> None:
    newest: list[Any] = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    command = shutil.which(name) or str(newest[-1])
    subprocess.run([command, *arguments], check=True, capture_output=True, text=True)
