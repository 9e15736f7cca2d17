"""A process of ours in the hands of a test: started, frozen, killed, and never outliving the tests."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

LEASH = Path(__file__).parents[2] / "project" / "embedded" / "leash.py"
ROOT = Path(__file__).parents[2]
START_SECONDS = 40.0
STOP_SECONDS = 15.0
LOG_CHARACTERS = 6000


def wait_until(happened: Callable[[], object], seconds: float, why: Callable[[], str]) -> None:
    """Look every few milliseconds; for what only another process knows and nothing announces."""
    until = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < until, f"not within {seconds:.0f} s: {why()}"
        time.sleep(0.02)


class Program:
    """Its output goes to ``log``, which every failure to start shows."""

    def __init__(self, name: str, command: list[str], environment: Mapping[str, str], logs: Path) -> None:
        self.name, self._command, self._environment = name, command, dict(environment)
        self.log = logs / f"{name}.log"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        assert self._process is not None, f"{self.name} has not been started"
        return self._process.pid

    def is_up(self) -> bool:
        """Does it serve? Programs that can tell say how."""
        return True

    def start(self) -> None:
        """To be called in the main thread: on Linux the leash is bound to the thread that starts it."""
        leashed = [sys.executable, "-I", "-S", str(LEASH), str(os.getpid()), *self._command]
        with self.log.open("ab") as output:
            self._process = subprocess.Popen(
                leashed, env=self._environment, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                process_group=0,
            )  # fmt: skip
        self.wait_until_up()

    def wait_until_up(self) -> None:
        wait_until(self._is_up_or_dead, START_SECONDS, self.describe)
        assert self.is_running(), self.describe()

    def _is_up_or_dead(self) -> bool:
        return not self.is_running() or self.is_up()

    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def output(self) -> str:
        return self.log.read_text(errors="replace") if self.log.exists() else ""

    def describe(self) -> str:
        return f"{self.name}, running: {self.is_running()}, said:\n{self.output()[-LOG_CHARACTERS:]}"

    def kill(self) -> None:
        """SIGKILL for it and all its children: a machine that is gone."""
        self.signal_group(signal.SIGKILL)
        self._wait()

    def terminate(self) -> int:
        """SIGTERM; returns the exit status."""
        if self._process is not None:
            self._process.terminate()
        return self._wait()

    def freeze(self) -> None:
        self.signal_group(signal.SIGSTOP)

    def thaw(self) -> None:
        self.signal_group(signal.SIGCONT)

    def restart(self) -> None:
        self.kill()
        self.start()

    def stop(self) -> None:
        """However it is: gone, with everything it started."""
        with suppress(ProcessLookupError, AssertionError):
            self.thaw()
            self.terminate()
        self.signal_group(signal.SIGKILL)

    def signal_group(self, number: signal.Signals) -> None:
        if self._process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, number)

    def _wait(self) -> int:
        if self._process is None:
            return 0
        try:
            return self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired as error:
            raise AssertionError(f"it does not end: {self.describe()}") from error
