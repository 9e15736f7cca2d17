"""The way out of a socket, over a real one: nothing lost, nothing out of order, whatever the other end reads."""

import asyncio
import socket
from collections.abc import AsyncIterator
from typing import Any, cast

import pytest
from autobahn.websocket.protocol import WebSocketProtocol
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from twisted.internet.tcp import Connection as Transport

from project.realtime.frames import Frame, text
from project.realtime.wire import AsgiWire, DirectWire, wire_of

MOST_BYTES = 20_000


class Reactor:
    """As much of Twisted's as a transport asks for: it remembers who wants to write."""

    def __init__(self) -> None:
        self.writers: set[Any] = set()

    def addWriter(self, writer: Any) -> None:  # noqa: N802 - Twisted's names
        self.writers.add(writer)

    def removeWriter(self, writer: Any) -> None:  # noqa: N802
        self.writers.discard(writer)

    def addReader(self, reader: Any) -> None:  # noqa: N802
        pass

    def removeReader(self, reader: Any) -> None:  # noqa: N802
        pass


class Line:
    """A Twisted transport on one end of a socket pair, and a reader on the other."""

    state = WebSocketProtocol.STATE_OPEN

    def __init__(self) -> None:
        ours, self.theirs = socket.socketpair()
        for end in (ours, self.theirs):
            end.setblocking(False)
            end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
        self.reactor = Reactor()
        self.transport = Transport(ours, cast("Any", None), cast("Any", self.reactor))
        self.transport.connected = 1
        self.closed_with: list[int] = []
        self.pressed: list[bool] = []
        self.got = b""
        self.wire = DirectWire(self, MOST_BYTES)
        self.wire.pressed = self.pressed.append

    def sendClose(self, code: int) -> None:  # noqa: N802 - Autobahn's name
        self.closed_with.append(code)

    def read(self) -> None:
        """All that is there, as the client; and what Twisted still holds goes out."""
        while True:
            try:
                octets = self.theirs.recv(65_536)
            except BlockingIOError:
                octets = b""
            if not octets and not self.reactor.writers:
                return
            self.got += octets
            for writer in list(self.reactor.writers):
                writer.doWrite()

    def end(self) -> None:
        self.transport.socket.close()
        self.theirs.close()


@pytest.fixture
async def line() -> AsyncIterator[Line]:
    line = Line()
    yield line
    line.end()


async def turn() -> None:
    """Until what was written in this turn has left."""
    written = asyncio.get_running_loop().create_future()
    asyncio.get_running_loop().call_later(0.005, written.set_result, None)
    await written


@pytest.mark.parametrize("size", [0, 1, 125, 126, 65_535, 65_536, 200_000])
def test_a_frame_is_framed_as_rfc_6455_says(size: int) -> None:
    wire = Frame("x" * size).wire
    assert wire[0] == 0x81
    short = wire[1]
    assert short < 128, "a server masks nothing"
    header = {126: 4, 127: 10}.get(short, 2)
    assert int.from_bytes(wire[2:header], "big") == size if short > 125 else short == size
    assert wire[header:] == b"x" * size


def test_a_frame_is_counted_in_bytes() -> None:
    assert Frame("聊天").wire == b"\x81\x06" + "聊天".encode()


def test_a_frame_is_framed_once() -> None:
    frame = text({"type": "ping"})
    assert frame.wire is frame.wire


async def test_what_belongs_to_one_turn_leaves_in_order(line: Line) -> None:
    frames = [text({"n": number}) for number in range(50)]
    for frame in frames:
        line.wire.write(frame)
    await turn()
    line.read()
    assert line.got == b"".join(frame.wire for frame in frames)
    assert line.pressed == []


async def test_who_does_not_read_is_told_of_and_gets_all_of_it_later(line: Line) -> None:
    frames = [Frame(f"{number:05}" * 400) for number in range(60)]
    for frame in frames:
        line.wire.write(frame)
        await turn()
        if line.pressed:
            break
    assert line.pressed == [True]
    line.read()
    assert line.pressed == [True, False]
    line.wire.write(frames[-1])
    await turn()
    line.read()
    assert line.got.endswith(frames[-1].wire)


async def test_closing_comes_after_what_was_written(line: Line) -> None:
    last = text({"type": "bye"})
    line.wire.write(last)
    line.wire.close(4200)
    assert line.closed_with == [4200]
    line.read()
    assert line.got == last.wire


async def test_nothing_follows_a_close_frame_of_autobahns_own(line: Line) -> None:
    """As after a frame that breaks RFC 6455, or in answer to the client's close: it does not ask the hub."""
    before, after = text({"n": 1}), text({"n": 2})
    line.wire.write(before)
    await turn()
    line.state = WebSocketProtocol.STATE_CLOSING
    line.wire.write(after)
    await turn()
    line.wire.close(4200)
    line.read()
    assert line.got == before.wire


async def test_a_socket_that_is_gone_takes_no_other_with_it(line: Line) -> None:
    gone = Line()
    gone.wire.write(text({"for": "nobody"}))
    gone.end()
    line.wire.write(text({"for": "somebody"}))
    await turn()
    line.read()
    assert line.got == text({"for": "somebody"}).wire


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.one_of(st.integers(1, 9000), st.just("read"), st.just("turn")), max_size=40))
def test_whatever_is_written_and_read_when_the_stream_is_whole(steps: list[int | str]) -> None:
    asyncio.run(_drive(steps))


async def _drive(steps: list[int | str]) -> None:
    line, written = Line(), b""
    try:
        for number, step in enumerate(steps):
            if step == "read":
                line.read()
            elif step == "turn":
                await turn()
            else:
                frame = Frame(chr(65 + number % 26) * int(step))
                written += frame.wire
                line.wire.write(frame)
        await turn()
        line.read()
        assert line.got == written
        assert line.pressed[-1:] in ([], [False])
    finally:
        line.end()


async def test_any_other_server_gets_the_same_by_send() -> None:
    sent: list[dict[str, Any]] = []
    room = asyncio.Event()

    async def send(message: dict[str, Any]) -> None:
        await room.wait()
        sent.append(message)

    wire = wire_of({}, send, MOST_BYTES)
    assert isinstance(wire, AsgiWire)
    pressed: list[bool] = []
    wire.pressed = pressed.append
    for _ in range(3):
        wire.write(Frame("x" * 9000))
    wire.close(4102)
    await turn()
    assert pressed[-1:] == [True]
    room.set()
    while not sent or sent[-1]["type"] != "websocket.close":
        await turn()
    assert [message.get("text", message.get("code")) for message in sent] == ["x" * 9000] * 3 + [4102]
    assert pressed[-1] is False


async def test_asgi_writes_what_its_relief_brings() -> None:
    sent: list[str] = []

    async def send(message: dict[str, Any]) -> None:
        sent.append(message["text"])
        await asyncio.sleep(0)

    wire = AsgiWire(send, 10)
    pressed: list[bool] = []

    def told(blocked: bool) -> None:
        if not blocked and pressed[-1:] == [True]:
            wire.write(Frame("after"))
        pressed.append(blocked)

    wire.pressed = told
    wire.write(Frame("x" * 20))
    async with asyncio.timeout(5):
        while len(sent) < 2:  # noqa: ASYNC110 - a wire tells nobody
            await asyncio.sleep(0)
    assert sent[1] == "after"
