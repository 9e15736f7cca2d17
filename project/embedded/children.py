"""Child processes that are kept alive, and that never outlive us."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import IO

from project.embedded.console import relay, say

LEASH = Path(__file__).with_name("leash.py")
FIRST_PAUSE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 30.0
# Who lived this long did not die of its start.
STABLE_SECONDS = 20.0
# What a worker gets to finish its tasks, and the web to say goodbye.
GRACE_SECONDS = 8.0


class Child:
    """One process in a process group of its own, started again when it dies."""

    def __init__(self, name: str, command: list[str], environment: Mapping[str, str]) -> None:
        self.name = name
        self._command = [sys.executable, "-I", "-S", str(LEASH), str(os.getpid()), *command]
        self._environment = environment
        self._process: subprocess.Popen[bytes] | None = None
        self._started_at = self._due_at = 0.0
        self._pause = FIRST_PAUSE_SECONDS

    def start(self) -> None:
        self._started_at = time.monotonic()
        self._process = subprocess.Popen(  # noqa: S603 - our own commands
            self._command,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            process_group=0,
        )
        threading.Thread(target=self._relay, args=(self._process.stdout,), daemon=True).start()

    def _relay(self, stdout: IO[bytes]) -> None:
        with stdout:
            relay(self.name, stdout)

    def keep_alive(self) -> None:
        """To be called often: notices the death, and starts anew when the pause is over."""
        if self._process is None:
            if time.monotonic() >= self._due_at:
                self.start()
        elif (code := self._process.poll()) is not None:
            self._died(code)

    def _died(self, code: int) -> None:
        self.sweep()
        self._process = None
        if time.monotonic() - self._started_at > STABLE_SECONDS:
            self._pause = FIRST_PAUSE_SECONDS
        say("dev", f"{self.name} died ({_reason(code)}), starting it again in {self._pause:.0f} s")
        self._due_at = time.monotonic() + self._pause
        self._pause = min(self._pause * 2, LONGEST_PAUSE_SECONDS)

    def terminate(self) -> None:
        if self._process is not None:
            self._process.terminate()

    def wait(self, until: float) -> None:
        """Wait for the end until that moment of the monotonic clock, then make it one."""
        if self._process is None:
            return
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(max(0.0, until - time.monotonic()))
        self.sweep()
        self._process.wait()

    def sweep(self) -> None:
        """A worker that was killed leaves its pool behind, which would go on working for nobody."""
        if self._process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)


def stop_all(children: list[Child]) -> None:
    for child in children:
        child.terminate()
    until = time.monotonic() + GRACE_SECONDS
    for child in children:
        child.wait(until)


def _reason(code: int) -> str:
    return f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
