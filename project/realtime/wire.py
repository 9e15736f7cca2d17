"""The way out of one socket: frames go in one by one, and those of one turn of the loop leave together.

The kernel's own ``send`` is most of what a delivery costs, so it is called once for all that a socket gets within
``TURN_SECONDS``. A quiet loop does not wait: its first frame leaves at the end of the turn in which it came.
"""

import asyncio
import contextvars
import logging
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any
from weakref import WeakKeyDictionary

from autobahn.websocket.protocol import WebSocketProtocol

from project.realtime.frames import Frame

log = logging.getLogger(__name__)

TURN_SECONDS = 0.002
CLOSE_SECONDS = 1.0
OPEN = WebSocketProtocol.STATE_OPEN

Send = Callable[[dict[str, Any]], Awaitable[None]]


class Wire(ABC):
    """``pressed(True)`` is called when more than ``most_bytes`` are unsent, ``pressed(False)`` when they have left."""

    def __init__(self, most_bytes: int) -> None:
        self.pressed: Callable[[bool], None] = lambda _blocked: None
        self._most_bytes = most_bytes

    @abstractmethod
    def write(self, frame: Frame) -> None:
        """Send ``frame`` soon; never waits."""

    @abstractmethod
    def close(self, code: int, patience: float = CLOSE_SECONDS) -> None:
        """Send what is written, then close. Who has not read it all within ``patience`` seconds is cut off."""


class Turn:
    """The wires of one loop that have something to send."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._due: list[DirectWire] = []
        self._rested_at = 0.0
        # What is logged here is of no one connection.
        self._context = contextvars.Context()

    def add(self, wire: "DirectWire") -> None:
        if not self._due:
            self._loop.call_at(self._rested_at, self._flush, context=self._context)
        self._due.append(wire)

    def _flush(self) -> None:
        due, self._due = self._due, []
        for wire in due:
            try:
                wire.flush()
            except Exception:
                log.exception("one socket could not be written; the others are")
        # Counted from the end, so that writing never takes all of a busy loop's time.
        self._rested_at = self._loop.time() + TURN_SECONDS


_turns: WeakKeyDictionary[asyncio.AbstractEventLoop, Turn] = WeakKeyDictionary()


def turn_here() -> Turn:
    """The running loop's."""
    loop = asyncio.get_running_loop()
    if loop not in _turns:
        _turns[loop] = Turn(loop)
    return _turns[loop]


class DirectWire(Wire):
    """To the socket of one of Daphne's connections itself, or behind what Twisted still holds for it."""

    def __init__(self, protocol: Any, most_bytes: int) -> None:
        super().__init__(most_bytes)
        self._protocol, self._transport = protocol, protocol.transport
        self._send = protocol.transport.socket.send
        self._turn = turn_here()
        self._waiting: list[bytes] = []
        self._size = 0
        # Twisted tells its producer when more than this is unsent, and when all of it has left. Until now that was
        # the HTTP channel, which has nothing more to do here and takes its request with it.
        self._transport.bufferSize = most_bytes
        self._transport.unregisterProducer()
        self._transport.registerProducer(self, True)

    def write(self, frame: Frame) -> None:
        octets = frame.wire
        if not self._waiting:
            self._turn.add(self)
        self._waiting.append(octets)
        self._size += len(octets)
        if self._size > self._most_bytes:
            self.flush()

    def flush(self) -> None:
        """Write now what waits."""
        if not self._waiting:
            return
        octets = self._waiting[0] if len(self._waiting) == 1 else b"".join(self._waiting)
        self._waiting, self._size = [], 0
        if self._protocol.state != OPEN:
            # Autobahn has said its close frame, after which nothing may follow (RFC 6455, 5.5.1).
            return
        sent = 0 if self._transport.dataBuffer or self._transport._tempDataLen else self._sent(octets)
        if sent < len(octets):
            self._transport.write(octets[sent:])

    def _sent(self, octets: bytes) -> int:
        try:
            return int(self._send(octets))
        except OSError:
            # Full, or gone: Twisted waits until there is room, or finds out what is wrong.
            return 0

    def close(self, code: int, patience: float = CLOSE_SECONDS) -> None:
        self.flush()
        self._protocol.closeHandshakeTimeout = patience
        self._protocol.sendClose(code=int(code))

    # --- Twisted's producer ----------------------------------------------------------------------------------------

    def pauseProducing(self) -> None:  # noqa: N802 - Twisted's name
        self.pressed(True)

    def resumeProducing(self) -> None:  # noqa: N802
        self.pressed(False)

    def stopProducing(self) -> None:  # noqa: N802
        self._waiting, self._size = [], 0


class AsgiWire(Wire):
    """Through ``send`` of any ASGI server, which makes us wait when its client does not read."""

    def __init__(self, send: Send, most_bytes: int) -> None:
        super().__init__(most_bytes)
        self._asgi_send = send
        self._waiting: deque[Frame] = deque()
        self._unsent = 0
        self._code: int | None = None
        self._writing: asyncio.Task[None] | None = None

    def write(self, frame: Frame) -> None:
        self._waiting.append(frame)
        self._unsent += len(frame)
        if self._unsent > self._most_bytes:
            self.pressed(True)
        self._go_on()

    def close(self, code: int, patience: float = CLOSE_SECONDS) -> None:
        # How long it waits is the server's own affair.
        self._code = code
        self._go_on()

    def _go_on(self) -> None:
        if self._writing is None or self._writing.done():
            self._writing = asyncio.get_running_loop().create_task(self._write_all())

    async def _write_all(self) -> None:
        try:
            while self._waiting:
                frame = self._waiting.popleft()
                await self._asgi_send({"type": "websocket.send", "text": str(frame)})
                self._unsent -= len(frame)
                if not self._waiting:
                    # Brings what has waited for this, and that is to be written too.
                    self.pressed(False)
            if self._code is not None:
                # A plain integer: servers take no enum.
                await self._asgi_send({"type": "websocket.close", "code": int(self._code)})
        except OSError as error:
            # The client is gone; the reader hears of it too, and ends.
            log.debug("a socket took no more: %r", error)


DIRECT = "roomcast.protocol"


def wire_of(scope: dict[str, Any], send: Send, unsent_bytes: int) -> Wire:
    """Direct where our own server serves; half of what may be unsent waits here, and half beyond."""
    protocol = scope.get("extensions", {}).get(DIRECT)
    if protocol is not None and protocol.transport.connected:
        _forget_handshake(protocol)
        return DirectWire(protocol, unsent_bytes // 2)
    return AsgiWire(send, unsent_bytes)


def _forget_handshake(protocol: Any) -> None:
    """Autobahn keeps all of it, some 2 KB, for as long as the socket lives."""
    protocol.http_request_data = protocol.http_response_data = b""
    protocol.http_headers = protocol.request.headers = {}
