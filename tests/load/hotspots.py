"""Where a server's time goes: ``py-spy`` beside a window, and what it saw as a list.

Only threads that hold the interpreter are counted: who waits for SQL, Redis or a socket costs no core.
"""

import shutil
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.load.processes import pinned
from tests.load.usage import GENERATOR_CPU

SAMPLES_PER_SECOND = "150"
SHOWN = 60
ENOUGH = 0.01
# What is in nearly every stack is the way to the event loop, and says nothing.
TRUNK = 0.95


@contextmanager
def profiled(pid: int, file: Path) -> Iterator[None]:
    """Sample the process until the end of the context, into ``file`` (folded stacks) and a list beside it."""
    spy = Path(sys.executable).with_name("py-spy")
    if not spy.exists() and not shutil.which("py-spy"):
        raise FileNotFoundError("py-spy is not in this environment")
    command = [str(spy), "record", "--format", "raw", "--rate", SAMPLES_PER_SECOND, "--gil"]
    command += ["--duration", "600", "--pid", str(pid), "--output", str(file)]
    with pinned(GENERATOR_CPU):
        spying = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        spying.send_signal(signal.SIGINT)
        spying.wait(30)
    if file.exists():
        file.with_suffix(".txt").write_text(hotspots(file.read_text()))
    else:
        sys.stderr.write(f"py-spy saw nothing of process {pid}\n")


def hotspots(folded: str) -> str:
    """The functions by their own time and by the time below them, as shares of all samples."""
    own: Counter[str] = Counter()
    below: Counter[str] = Counter()
    for line in folded.splitlines():
        stack, _space, count = line.rpartition(" ")
        if not count.isdigit():
            continue  # py-spy was ended in the middle of a line
        names = [short(frame) for frame in stack.split(";")]
        own[names[-1]] += int(count)
        for name in set(names):
            below[name] += int(count)
    branches = Counter({name: count for name, count in below.items() if count <= TRUNK * own.total()})
    return f"own time\n{_listed(own, own.total())}\n\nwith what is below\n{_listed(branches, own.total())}\n"


def short(frame: str) -> str:
    """``name (package/module.py:12)`` without the line."""
    name, _bracket, place = frame.strip().partition(" (")
    place = place.rpartition(":")[0] or place.rstrip(")")
    return f"{name} ({'/'.join(place.split('/')[-2:])})"


def _listed(counted: Counter[str], total: int) -> str:
    found = [(count / total, name) for name, count in counted.most_common(SHOWN)]
    return "\n".join(f"{share:6.1%}  {name}" for share, name in found if share >= ENOUGH)
