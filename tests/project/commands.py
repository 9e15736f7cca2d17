"""Runs ``manage.py`` as a person would: as a program, in an environment of its own."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
# Much more than it takes: machines that run tests are busy.
READY_SECONDS = 120.0
OURS = ("DATA_DIR", "DATABASE_URL", "REDIS_URL", "EMBEDDED", "DEBUG", "HOST", "PORT", "SECRET_KEY", "ALLOWED_HOSTS")


def environment(**variables: str) -> dict[str, str]:
    bare = {name: value for name, value in os.environ.items() if name not in OURS}
    return bare | variables


def manage(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return python(str(ROOT / "manage.py"), *arguments, **variables)


def python(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, *arguments]
    given = environment(**variables)
    return subprocess.run(command, env=given, cwd=ROOT, capture_output=True, text=True, timeout=READY_SECONDS)


@contextmanager
def started(*arguments: str, log: Path, **variables: str) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, str(ROOT / "manage.py"), *arguments]
    with log.open("wb") as output:
        program = subprocess.Popen(command, env=environment(**variables), cwd=ROOT, stdout=output, stderr=output)
    try:
        yield program
    finally:
        program.terminate()
        program.wait(20)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for_line(log: Path, words: str, seconds: float = READY_SECONDS) -> str:
    """The log up to the line with those words."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if words in (text := log.read_text(errors="replace")):
            return text
        time.sleep(0.05)
    raise AssertionError(f"no {words!r} within {seconds:.0f} s in:\n{log.read_text(errors='replace')}")


def get(url: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def processes_with(words: str) -> list[str]:
    """The command lines of living processes whose environment or command line has those words (Linux)."""
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        try:
            if words.encode() in place.joinpath("environ").read_bytes() + place.joinpath("cmdline").read_bytes():
                found.append(place.joinpath("cmdline").read_bytes().replace(b"\0", b" ").decode())
        except OSError:
            continue  # it ended meanwhile
    return found


def wait_until_gone(words: str, seconds: float = 15.0) -> None:
    until = time.monotonic() + seconds
    while left := processes_with(words):
        assert time.monotonic() < until, f"still there: {left}"
        time.sleep(0.05)
