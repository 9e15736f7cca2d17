"""The generator's sockets: as little Python per frame as possible, for what it costs must not be what is measured.

A message carries ``"~<nanoseconds>.<number> …``: the quote and the tilde are found once in each message however it is
wrapped, and the clock is the machine's own, which all processes share.
"""

import re
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import uuid4

from picows import WSFrame, WSListener, WSMsgType, WSTransport

MARK = b'"~'
CLOCK_DIGITS = 19
# A prime, so that the sampled frames go round all the sockets.
SAMPLE_EVERY = 61
_PING = re.compile(rb'"type":"ping","n":(\d+)')


def _nothing() -> None:
    """Nobody waits."""


@dataclass
class Tally:
    """What all sockets have seen since the last look."""

    messages: int = 0
    frames: int = 0
    size: int = 0
    last_at: int = 0
    delays: list[int] = field(default_factory=list)
    replies: int = 0
    refusals: Counter[str] = field(default_factory=Counter)


class Socket(WSListener):  # type: ignore[misc]  # the type checker's environment has no picows
    """Counts, and times one frame in so many."""

    def __init__(self, tally: Tally, hello: bytes, ready: bytes) -> None:
        self.tally, self.hello, self.ready_mark = tally, hello, ready
        self.transport: WSTransport = None
        self.ready = self.closing = self.dropped = False
        self.messages = 0
        self.on_ready: Callable[[], object] = _nothing

    def on_ws_connected(self, transport: WSTransport) -> None:
        self.transport = transport
        if self.hello:
            transport.send(WSMsgType.TEXT, self.hello)
        if not self.ready_mark:
            self._is_ready()

    def _is_ready(self) -> None:
        self.ready = True
        self.on_ready()

    def on_ws_disconnected(self, transport: WSTransport) -> None:
        self.dropped = not self.closing
        self.on_ready()

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        if frame.msg_type != WSMsgType.TEXT:
            self.control(transport, frame)
            return
        content = frame.get_payload_as_bytes()
        tally = self.tally
        tally.frames += 1
        tally.size += len(content)
        found = content.count(MARK)
        if found:
            self.messages += found
            tally.messages += found
            if tally.frames % SAMPLE_EVERY == 0:
                start = content.index(MARK) + len(MARK)
                tally.delays.append(time.monotonic_ns() - int(content[start : start + CLOCK_DIGITS]))
        else:
            self.hear(transport, content)

    def control(self, transport: WSTransport, frame: WSFrame) -> None:
        if frame.msg_type == WSMsgType.CLOSE:
            self.tally.refusals[f"closed {frame.get_close_code()}"] += not self.closing
            transport.disconnect()

    def hear(self, transport: WSTransport, content: bytes) -> None:
        """Everything that is no message."""
        if not self.ready and self.ready_mark in content:
            self._is_ready()
        if ping := _PING.search(content):
            transport.send(WSMsgType.TEXT, b'{"type":"pong","n":%s}' % ping[1])
        if b'"type":"error"' in content:
            self.tally.refusals[content.decode()[:160]] += 1


class ExactSocket(Socket):
    """Times every message; for low rates and for bursts."""

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        if frame.msg_type != WSMsgType.TEXT:
            self.control(transport, frame)
            return
        content, now = frame.get_payload_as_bytes(), time.monotonic_ns()
        tally = self.tally
        tally.frames += 1
        tally.size += len(content)
        start = content.find(MARK)
        if start < 0:
            self.hear(transport, content)
        while start >= 0:
            start += len(MARK)
            self.take(content[start : start + CLOCK_DIGITS], now)
            start = content.find(MARK, start)

    def take(self, stamp: bytes, now: int) -> None:
        self.messages += 1
        self.tally.messages += 1
        self.tally.last_at = now
        self.tally.delays.append(now - int(stamp))


class DistinctSocket(ExactSocket):
    """Counts what is new: a state may be told again because something else in it has changed."""

    last = b""

    def take(self, stamp: bytes, now: int) -> None:
        if stamp != self.last:
            self.last = stamp
            super().take(stamp, now)


class AskingSocket(Socket):
    """Sends the next command as soon as the last one is answered."""

    command = b""
    asking = False

    def ask(self) -> None:
        self.transport.send(WSMsgType.TEXT, self.command % (time.monotonic_ns(), str(uuid4()).encode()))

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        if frame.msg_type != WSMsgType.TEXT:
            self.control(transport, frame)
            return
        content = frame.get_payload_as_bytes()
        tally = self.tally
        tally.frames += 1
        tally.size += len(content)
        tally.messages += content.count(MARK)
        if answers := content.count(b'"type":"reply"') + content.count(b'"type":"error"'):
            tally.replies += content.count(b'"type":"reply"')
            for _ in range(answers if self.asking else 0):
                self.ask()
        if MARK not in content:
            self.hear(transport, content)


KINDS = {"counting": Socket, "exact": ExactSocket, "distinct": DistinctSocket, "asking": AskingSocket}
