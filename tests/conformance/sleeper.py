"""A client that takes nothing: it is connected, and does not read."""

import asyncio
import socket
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

from websockets.exceptions import ConnectionClosed

from tests.conformance.client import Client
from tests.conformance.listener import ANSWER_SECONDS

PORTS = {"ws": 80, "wss": 443}
NARROW_BYTES, WIDE_BYTES = 4096, 8 * 1024 * 1024


class Sleeper(Client):
    """Until ``read``, which then takes all at once: a server waits only a moment for the answer to its close."""

    @classmethod
    async def options(cls, url: str) -> dict[str, Any]:
        return {"sock": await asyncio.to_thread(_narrow_socket, url), "max_queue": 1}

    def begin(self) -> None:
        """It does not."""

    async def _receive(self) -> None:
        # Where the server has already cut it off there is nothing left to widen.
        with suppress(OSError):
            _widen(self.connection.transport.get_extra_info("socket"))
        texts = []
        with suppress(ConnectionClosed):
            async for text in self.connection:
                texts.append(text)
        for text in texts:
            await self._take_text(text)


def _widen(narrow: socket.socket) -> None:
    narrow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, WIDE_BYTES)


def _narrow_socket(url: str) -> socket.socket:
    """One that takes little before the other side has to wait."""
    parts = urlsplit(url)
    narrow = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    # Before it is connected, or more has been promised already.
    narrow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, NARROW_BYTES)
    narrow.settimeout(ANSWER_SECONDS)
    narrow.connect((parts.hostname, parts.port or PORTS[parts.scheme]))
    narrow.setblocking(False)
    return narrow
