"""docs/tutorial-first-task.md, followed literally on a copy of the code."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.harness.program import ROOT, Program, wait_until
from tests.harness.servers import RedisServer

TUTORIAL = (ROOT / "docs" / "tutorial-first-task.md").read_text()
PARTS = ("celery_app.py", "manage.py", "project", "notifications", "chat", "tasks", "pyproject.toml")
WORK_SECONDS = 30.0

START = """
from django.contrib.auth.models import User
from django.test import RequestFactory

request = RequestFactory().get("/")
request.user = User.objects.create_user("alice")
{code}
print(run.id)
"""
LOOK = """
from django.template import Context, Template
from tasks.models import TaskRun

run = TaskRun.objects.get(owner__username="alice")
print(run.state, run.result, run.log_lines.count(), run.get_absolute_url())
print(Template("{code}").render(Context({{"run": run}})))
"""


def listing(heading: str, language: str) -> str:
    """The first listing in that language below a heading."""
    found = re.search(rf"^## {heading}.*?^```{language}\n(.*?)^```", TUTORIAL, re.DOTALL | re.MULTILINE)
    assert found, f"{heading}: {language}"
    return found[1]


class Copy:
    """The code in a directory of its own, where a reader changes it."""

    def __init__(self, root: Path, redis_url: str) -> None:
        self.root = root
        for part in PARTS:
            subprocess.run(["cp", "-r", str(ROOT / part), str(root)], check=True)  # noqa: S607
        (root / "var").mkdir()
        own = {"DATA_DIR": str(root / "var"), "REDIS_URL": redis_url, "LOG_LEVEL": "WARNING"}
        without = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        self.environment = without | own

    def manage(self, *arguments: str, stdin: str = "") -> str:
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(
            command, cwd=self.root, env=self.environment, input=stdin, text=True, capture_output=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def shell(self, code: str) -> str:
        return self.manage("shell", "--no-imports", "--command", code)


@pytest.fixture
def copy(tmp_path: Path, redis_server: RedisServer) -> Copy:
    return Copy(tmp_path, redis_server.url)


@pytest.fixture
def follow(copy: Copy) -> Iterator[Copy]:
    """Steps 1 and 2, and a worker."""
    command = listing("1", "console").removeprefix("python manage.py ").split()
    copy.manage(*command)
    settings = copy.root / "project" / "settings.py"
    settings.write_text(settings.read_text().replace('    "tasks",\n', '    "tasks",\n    "bakery",\n'))
    (copy.root / "bakery" / "tasks.py").write_text(listing("2", "python"))
    copy.manage("migrate", "--verbosity", "0")
    worker = f"cd {copy.root} && exec {sys.executable} -m celery -A celery_app worker --concurrency 1"
    program = Program("tutorial", ["sh", "-c", worker], copy.environment, copy.root)
    program.start()
    yield copy
    program.stop()


@pytest.mark.slow
def test_the_tutorial_ends_in_bread(follow: Copy) -> None:
    follow.shell(START.format(code=listing("4", "python").replace("loaves=12", "loaves=2")))
    look = LOOK.format(code=re.findall(r"`(\{% load tasks.*?)`", TUTORIAL)[0])
    wait_until(lambda: "SUCCESS" in follow.shell(look), WORK_SECONDS, lambda: follow.shell(look))
    seen = follow.shell(look)
    assert "SUCCESS {'baked': 2} 2 /tasks/" in seen
    assert "<task-progress" in seen


@pytest.mark.slow
def test_a_member_says_it_in_a_room(follow: Copy) -> None:
    said = listing("3", "text").strip()
    code = f"""
from uuid import uuid4
from django.contrib.auth.models import User
from chat.actions import enter_room, post_message

alice = User.objects.create_user("alice")
print(post_message(author=alice, room=enter_room(user=alice, name="bread"), text="{said}", key=uuid4()).result)
"""
    assert "'task'" in follow.shell(code)
