"""Valkey, web, worker and beat: started in order, kept alive, stopped together."""

import os
import signal
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from project.embedded.children import Child, stop_all
from project.embedded.console import is_coloured, say
from project.embedded.valkey import Valkey

TICK_SECONDS = 0.2
ANSWER_SECONDS = 3.0
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@dataclass
class Stack:
    root: Path
    data_dir: Path
    host: str
    port: int
    valkey: Valkey | None

    def __post_init__(self) -> None:
        self._stopping = threading.Event()
        self._ready = threading.Event()
        colours = {"FORCE_COLOR": "1"} if is_coloured() else {"NO_COLOR": "1"}
        self._environment = os.environ | colours | {"PYTHONUNBUFFERED": "1"}
        self._manage = [sys.executable, str(self.root / "manage.py")]
        self._celery = [sys.executable, "-m", "celery", "--app", "celery_app", "--workdir", str(self.root)]

    def run(self, prepare: Callable[[], None], greeting: list[str]) -> None:
        """Serve until a signal comes. ``prepare`` is called once, when Valkey is there and nothing else is."""
        for each in STOP_SIGNALS:
            signal.signal(each, lambda *_: self._stopping.set())
        servers = self._start_valkey()
        children: list[Child] = []
        try:
            if self.valkey:
                self.valkey.wait_until_up()
            prepare()
            children = [self._web(), self._worker()]
            self._serve(servers, children, greeting)
        finally:
            say("dev", "stopping")
            stop_all(children)
            # Last: the others say goodbye through it.
            stop_all(servers)

    def _start_valkey(self) -> list[Child]:
        if self.valkey is None:
            return []
        child = Child("valkey", self.valkey.command, self._environment)
        child.start()
        return [child]

    def _serve(self, servers: list[Child], children: list[Child], greeting: list[str]) -> None:
        threading.Thread(target=self._wait_until_ready, daemon=True).start()
        is_greeted = False
        while not self._stopping.wait(TICK_SECONDS):
            for child in [*servers, *children]:
                child.keep_alive()
            if self._ready.is_set() and not is_greeted:
                is_greeted = True
                # Nobody waits for beat, and a start is quicker without it.
                children.append(self._beat())
                for line in greeting:
                    say("dev", line)

    def _web(self) -> Child:
        where = ["--host", self.host, "--port", str(self.port)]
        return Child("web", [*self._manage, "serve", *where], self._environment)

    def _worker(self) -> Child:
        alone = ["--without-mingle", "--without-gossip"]
        return Child("worker", [*self._celery, "worker", "--loglevel", "INFO", *alone], self._environment)

    def _beat(self) -> Child:
        files = [f"--schedule={self.data_dir / 'beat'}", "--pidfile="]
        return Child("beat", [*self._celery, "beat", "--loglevel", "WARNING", *files], self._environment)

    def _wait_until_ready(self) -> None:
        while not self._answers():
            if self._stopping.wait(TICK_SECONDS):
                return
        self._ready.set()

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(site(self.host, self.port) + "readyz", timeout=ANSWER_SECONDS) as answer:  # noqa: S310 - ours
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False


def site(host: str, port: int) -> str:
    """Where a browser on this machine finds it."""
    shown = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - not bound, only shown
    return f"http://{f'[{shown}]' if ':' in shown else shown}:{port}/"
