"""A PostgreSQL of the bench's own, by ``scripts/with-servers``."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, cast

from tests.harness.program import ROOT
from tests.load.processes import pinned
from tests.load.usage import GENERATOR_CPU

# Says the address, and waits until it is let go.
_TELL = "import os, sys; print(os.environ['DATABASE_URL'], flush=True); sys.stdin.read()"


class PostgresMissing(Exception):
    """Why it is not measured on PostgreSQL."""


@contextmanager
def postgres() -> Iterator[str]:
    """Its address. It shares the generator's core."""
    command = [str(ROOT / "scripts" / "with-servers"), sys.executable, "-c", _TELL]
    with pinned(GENERATOR_CPU):
        servers = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        address = cast("IO[str]", servers.stdout).readline().strip()
        if not address:
            raise PostgresMissing("no PostgreSQL")
        yield address
    finally:
        cast("IO[str]", servers.stdin).close()
        servers.wait()
