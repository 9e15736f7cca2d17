"""The network between a browser and a web process, in the hands of a test."""

import socket
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from threading import Thread

from tests.harness.servers import Web

CHUNK_BYTES = 65_536
SOCKET = b"GET /ws/ "


@dataclass
class Line:
    """One connection: both its ends, and what does not come through any more."""

    browser: socket.socket
    server: socket.socket
    is_socket: bool = False
    up: bool = True
    down: bool = True

    def pass_up(self) -> None:
        with suppress(OSError):
            while received := self.browser.recv(CHUNK_BYTES):
                self.is_socket = self.is_socket or received.startswith(SOCKET)
                if self.up:
                    self.server.sendall(received)
        self._end(self.browser, tell=self.server if self.up else None)

    def pass_down(self) -> None:
        with suppress(OSError):
            while received := self.server.recv(CHUNK_BYTES):
                if self.down:
                    self.browser.sendall(received)
        self._end(self.server, tell=self.browser if self.down else None)

    def close(self) -> None:
        for end in (self.browser, self.server):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    @staticmethod
    def _end(gone: socket.socket, tell: socket.socket | None) -> None:
        """A dead network does not tell the other side that this one is gone."""
        gone.close()
        if tell is not None:
            with suppress(OSError):
                tell.shutdown(socket.SHUT_RDWR)


class Wire:
    """Passes everything on, until a WebSocket is ``cut``: it stays open, nothing comes through, and no side is told."""

    def __init__(self, web: Web) -> None:
        self._web = web
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._lines: list[Line] = []
        self._start(self._accept_all)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def cut(self) -> None:
        """The WebSockets that there are go dead in both directions; new ones are as before."""
        for line in self._lines:
            line.up = line.up and not line.is_socket
        self.cut_answers()

    def cut_answers(self) -> None:
        """The browser is still heard, and hears nothing."""
        for line in self._lines:
            line.down = line.down and not line.is_socket

    def close(self) -> None:
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for line in self._lines:
            line.close()

    def _accept_all(self) -> None:
        with suppress(OSError):
            while True:
                browser, _address = self._listener.accept()
                self._connect(browser)

    def _connect(self, browser: socket.socket) -> None:
        try:
            server = socket.create_connection(("127.0.0.1", self._web.port))
        except OSError:
            browser.close()
            return
        line = Line(browser, server)
        self._lines.append(line)
        self._start(line.pass_up)
        self._start(line.pass_down)

    @staticmethod
    def _start(work: Callable[[], None]) -> None:
        Thread(target=work, daemon=True).start()
