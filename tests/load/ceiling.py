"""What the generator can take, measured before anything is measured with it."""

import os
import sys
from pathlib import Path
from typing import Any

from tests.load.processes import Helper, Server
from tests.project.commands import free_port

SOCKETS, FRAME_BYTES = 500, 400


def ceiling(directory: Path, seconds: float) -> float:
    """Frames a second that the generator would take with its core to itself."""
    port = free_port()
    command = [sys.executable, "-m", "tests.load.blaster", str(port), str(SOCKETS), str(FRAME_BYTES)]
    log = directory / "ceiling.log"
    with (
        Blaster("blaster", command, os.environ, directory),
        Helper("tests.load.generator", os.environ, log) as generator,
    ):
        headers: list[dict[str, str]] = [{}] * SOCKETS
        address = f"ws://127.0.0.1:{port}/"
        generator.ask("connect", url=address, headers=headers, hello="", ready="", at_once=50, kind="counting")
        generator.ask("begin")
        seen: dict[str, Any] = generator.ask("report", wanted=sys.maxsize, within=seconds)
        generator.ask("close")
    return float(seen["messages"] / seen["seconds"] / seen["share"])


class Blaster(Server):
    def is_up(self) -> bool:
        return "listening" in self.output()
