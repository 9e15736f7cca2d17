"""A contender with its people connected and its publisher at hand; windows are measured on it."""

import os
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from pathlib import Path
from typing import Any, Self

from tests.load.hotspots import profiled
from tests.load.processes import Helper
from tests.load.servers import Contender
from tests.load.usage import Meter
from tests.load.validity import Run

# Where this names a directory, every window is profiled into it.
PROFILES = "BENCH_PROFILES"
QUIET_SECONDS = 1.0
IDLE_SHARE = 0.05
PATIENCE_SECONDS = 60.0
REST_SECONDS = 20.0
NANO = 1e-9


class Stage:
    """To be used as a context: everything that is started ends with it."""

    def __init__(
        self, name: str, contender: Contender, sockets: int, kind: str = "counting", at_once: int = 50
    ) -> None:
        self.name, self.contender, self.sockets = name, contender, sockets
        self._kind, self._at_once = kind, at_once
        self._windows = 0
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            stack.enter_context(self.contender)
            self.generator = stack.enter_context(self._helper("tests.load.generator", dict(os.environ)))
            if self.contender.publisher_module:
                module = self.contender.publisher_module
                self.publisher = stack.enter_context(self._helper(module, self.contender.environment))
            if self.sockets:
                self.connected = self.connect(self.sockets)
                self.settle()
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *_error: object) -> None:
        self._stack.close()

    def _helper(self, module: str, environment: dict[str, str]) -> Helper:
        return Helper(module, environment, self.contender.log.with_suffix(f".{module.rpartition('.')[2]}.log"))

    def connect(self, sockets: int, at_once: int = 0) -> dict[str, Any]:
        there = self.contender
        answer: dict[str, Any] = self.generator.ask(
            "connect",
            url=there.socket_url,
            headers=there.headers(sockets),
            hello=there.hello,
            ready=there.ready,
            at_once=at_once or self._at_once,
            kind=self._kind,
        )
        return answer

    def settle(self) -> None:
        """Who has come is announced to all; wait until that is over."""
        self.generator.ask("quiet", seconds=QUIET_SECONDS, within=PATIENCE_SECONDS)

    def close(self) -> int:
        """All sockets leave at once; how many had been dropped before."""
        return int(self.generator.ask("close")["dropped"])

    def rest(self) -> None:
        """Wait until the server has nothing to do any more, or as long as that may take."""
        until = time.monotonic() + REST_SECONDS
        while time.monotonic() < until:
            meter = Meter(self.contender.pid)
            time.sleep(QUIET_SECONDS)
            if meter.spent().server_share < IDLE_SHARE:
                return

    @contextmanager
    def watched(self) -> Iterator[Meter]:
        """What the server costs inside; with PROFILE also where, which costs something itself."""
        self._windows += 1
        directory = os.environ.get(PROFILES)
        file = Path(directory or ".") / f"{self.contender.log.parent.name}-{self._windows}.folded"
        with profiled(self.contender.pid, file) if directory and self.contender.is_python else nullcontext():
            yield Meter(self.contender.pid)

    def window(self, *, count: int, rate: float, verb: str = "send", burst: int = 1, patience: float = 10.0) -> Run:
        """``count`` messages to everybody, ``rate`` a second, ``burst`` at a time."""
        self.generator.ask("begin")
        with self.watched() as meter:
            sent = self.publisher.ask(verb, topic=self.contender.topic, count=count, rate=rate, burst=burst)
            seen = self.generator.ask("report", wanted=count * self.sockets, within=patience)
            spent = meter.spent()
        return Run(
            contender=self.name,
            sent=count,
            sockets=self.sockets,
            delivered=seen["messages"],
            server=spent.server,
            seconds=spent.seconds,
            generator_share=seen["share"],
            dropped=seen["dropped"],
            delays=[delay * NANO for delay in seen["delays"]],
            last_after=(seen["last_at"] - sent["first_at"]) * NANO if seen["last_at"] else 0.0,
            size=seen["size"],
            refusals=seen["refusals"],
            others_share=spent.others_share,
        )
