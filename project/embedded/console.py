"""One log for many processes: each line with its writer's name, in a colour of its own."""

import os
import signal
import sys
import threading
from collections.abc import Iterable

COLOURS = {"dev": "1", "web": "36", "worker": "33", "beat": "35", "valkey": "32"}
NAME_WIDTH = 7

_lock = threading.Lock()


def is_coloured() -> bool:
    return "NO_COLOR" not in os.environ and ("FORCE_COLOR" in os.environ or sys.stdout.isatty())


def say(name: str, line: str) -> None:
    """Print one line. Where nobody can read any more (a closed pipe or terminal) that is a hang-up."""
    prefix = f"{name:<{NAME_WIDTH}}│"
    if is_coloured():
        prefix = f"\033[{COLOURS.get(name, '37')}m{prefix}\033[0m"
    try:
        with _lock:
            print(prefix, line, flush=True)  # noqa: T201 - this is the place that prints
    except OSError:
        signal.raise_signal(signal.SIGHUP)


def relay(name: str, lines: Iterable[bytes]) -> None:
    for line in lines:
        say(name, line.decode(errors="replace").rstrip())
