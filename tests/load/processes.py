"""Servers and helpers, each on the core where it belongs, none outliving the bench."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Self, cast

from tests.harness.program import LEASH, ROOT, STOP_SECONDS, Program
from tests.load.usage import GENERATOR_CPU, SERVER_CPU


@contextmanager
def pinned(cpu: int) -> Iterator[None]:
    """What is started inside runs on that core alone."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {cpu})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


class Server(Program):
    """What is measured."""

    cpu = SERVER_CPU

    def start(self) -> None:
        with pinned(self.cpu):
            super().start()

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_error: object) -> None:
        self.stop()


class Helper:
    """A process that answers lines of JSON (see ``lines``): generators and publishers."""

    def __init__(self, module: str, environment: Mapping[str, str], log: Path, cpu: int = GENERATOR_CPU) -> None:
        command = [sys.executable, "-I", "-S", str(LEASH), str(os.getpid()), sys.executable, "-m", module]
        with pinned(cpu), log.open("ab") as errors:
            self._process = subprocess.Popen(
                command, env=dict(environment), cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors
            )
        self._name, self._log = module, log

    def __enter__(self) -> "Helper":
        return self

    def __exit__(self, *_error: object) -> None:
        cast("IO[bytes]", self._process.stdin).close()
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    @property
    def pid(self) -> int:
        return self._process.pid

    def ask(self, verb: str, **arguments: Any) -> Any:
        self.begin(verb, **arguments)
        return self.end()

    def begin(self, verb: str, **arguments: Any) -> None:
        """Ask and do not wait: ``end`` has the answer."""
        stdin = cast("IO[bytes]", self._process.stdin)
        stdin.write(json.dumps({"do": verb, **arguments}).encode() + b"\n")
        stdin.flush()

    def end(self) -> Any:
        line = cast("IO[bytes]", self._process.stdout).readline()
        if not line:
            raise RuntimeError(f"{self._name} ended:\n{self._log.read_text(errors='replace')[-3000:]}")
        return json.loads(line)
