"""``manage.py dev``, really started."""

import os
import signal
import socket
import sys
from pathlib import Path

import pytest

from tests.project.commands import free_port, get, manage, processes_with, started, wait_for_line, wait_until_gone

linux = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")


@pytest.fixture
def place(tmp_path: Path) -> dict[str, str]:
    # A space, because directories have them.
    return {"DATA_DIR": str(tmp_path / "my data"), "PORT": str(free_port())}


@pytest.mark.slow
@linux
def test_is_ready_and_leaves_no_process(place: dict[str, str], tmp_path: Path) -> None:
    with started("dev", log=tmp_path / "log", **place) as dev:
        text = wait_for_line(tmp_path / "log", "Roomcast is ready")
        assert f"http://127.0.0.1:{place['PORT']}/" in text
        assert get(f"http://127.0.0.1:{place['PORT']}/readyz") == (200, "ready\n")
        dev.send_signal(signal.SIGTERM)
        assert dev.wait(20) == 0
    assert processes_with(place["DATA_DIR"]) == []


@pytest.mark.slow
@linux
def test_a_killed_parent_leaves_no_process(place: dict[str, str], tmp_path: Path) -> None:
    with started("dev", log=tmp_path / "log", **place) as dev:
        wait_for_line(tmp_path / "log", "Roomcast is ready")
        dev.kill()
        wait_until_gone(place["DATA_DIR"])


@pytest.mark.slow
@linux
def test_a_dead_child_is_started_again(place: dict[str, str], tmp_path: Path) -> None:
    with started("dev", log=tmp_path / "log", **place):
        wait_for_line(tmp_path / "log", "Roomcast is ready")
        os.kill(pid_of(place["DATA_DIR"], "serve"), signal.SIGKILL)
        wait_for_line(tmp_path / "log", "web died (signal SIGKILL), starting it again in 1 s")
        assert pid_of(place["DATA_DIR"], "serve")


def test_a_taken_port_is_said_in_one_line(place: dict[str, str]) -> None:
    with socket.create_server(("127.0.0.1", int(place["PORT"]))):
        refused = manage("dev", **place)
    assert refused.returncode == 1
    assert refused.stderr == (
        f"CommandError: PORT={place['PORT']} on 127.0.0.1: address already in use. Choose another with PORT=….\n"
    )


def test_a_data_dir_that_cannot_be_is_said_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    refused = manage("dev", DATA_DIR=str(tmp_path / "file" / "below"), PORT=str(free_port()))
    assert refused.returncode == 1
    assert len(refused.stderr.splitlines()) == 1
    assert "DATA_DIR=" in refused.stderr


def pid_of(data_dir: str, word: str) -> int:
    """Of the child whose command line has that word; waits until there is one."""
    while True:
        for place in Path("/proc").glob("[0-9]*"):
            try:
                words = place.joinpath("cmdline").read_bytes().split(b"\0")
                if word.encode() in words and data_dir.encode() in place.joinpath("environ").read_bytes():
                    return int(place.name)
            except OSError:
                continue  # it ended meanwhile
