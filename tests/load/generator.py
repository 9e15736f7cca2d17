"""The generator: a process that holds the clients' end of the sockets. It is asked by lines of JSON."""

import asyncio
import json
import sys
import time
from collections import Counter
from typing import Any

import uvloop
from picows import ws_connect

from tests.load.sockets import KINDS, AskingSocket, Socket, Tally

CONNECT_SECONDS = 60.0


class Generator:
    def __init__(self) -> None:
        self.tally = Tally()
        self.sockets: list[Socket] = []
        self.failures: Counter[str] = Counter()

    async def connect(
        self, *, url: str, headers: list[dict[str, str]], hello: str, ready: str, at_once: int, kind: str
    ) -> dict[str, Any]:
        """One socket for each of ``headers``, ``at_once`` under way at a time, until all are ready."""
        turns = asyncio.Semaphore(at_once)
        began, cpu = time.monotonic(), time.process_time()
        work = [self._connect_one(turns, url, each, hello.encode(), ready.encode(), kind) for each in headers]
        await asyncio.gather(*work)
        seconds = time.monotonic() - began
        ready_now = sum(socket.ready and not socket.dropped for socket in self.sockets)
        share = (time.process_time() - cpu) / seconds
        return {"seconds": seconds, "ready": ready_now, "failures": dict(self.failures), "share": share}

    async def _connect_one(
        self, turns: asyncio.Semaphore, url: str, headers: dict[str, str], hello: bytes, ready: bytes, kind: str
    ) -> None:
        is_ready = asyncio.Event()
        socket = KINDS[kind](self.tally, hello, ready)
        socket.on_ready = is_ready.set
        async with turns:
            try:
                await ws_connect(
                    lambda: socket, url, extra_headers=headers, websocket_handshake_timeout=CONNECT_SECONDS
                )
                await asyncio.wait_for(is_ready.wait(), CONNECT_SECONDS)
            except Exception as error:
                self.failures[f"{type(error).__name__}: {error}"[:120]] += 1
        self.sockets.append(socket)

    async def begin(self) -> dict[str, Any]:
        """Count from here."""
        self.tally.__init__()  # type: ignore[misc]  # the sockets hold this very one
        for socket in self.sockets:
            socket.messages = 0
        self._cpu, self._at = time.process_time(), time.monotonic()
        return {}

    async def report(self, *, wanted: int = 0, within: float = 0.0) -> dict[str, Any]:
        """What was seen since ``begin``, once it is ``wanted`` messages, or as it is after ``within`` seconds."""
        until = time.monotonic() + within
        while self.tally.messages < wanted and time.monotonic() < until:  # noqa: ASYNC110 - frames come one by one
            await asyncio.sleep(0.02)
        seconds = time.monotonic() - self._at
        tally = self.tally
        return {
            "messages": tally.messages,
            "frames": tally.frames,
            "size": tally.size,
            "last_at": tally.last_at,
            "delays": tally.delays,
            "replies": tally.replies,
            "refusals": dict(tally.refusals),
            "each": sorted(socket.messages for socket in self.sockets),
            "dropped": sum(socket.dropped for socket in self.sockets),
            "share": (time.process_time() - self._cpu) / seconds,
            "seconds": seconds,
        }

    async def quiet(self, *, seconds: float, within: float) -> dict[str, Any]:
        """Wait until no frame has come for so long."""
        until = time.monotonic() + within
        frames = -1
        while frames != self.tally.frames and time.monotonic() < until:
            frames = self.tally.frames
            await asyncio.sleep(seconds)
        return {"quiet": frames == self.tally.frames}

    async def ask(self, *, command: str, in_flight: int) -> dict[str, Any]:
        """Every socket begins to send ``command``, the next when one is answered."""
        for socket in self.sockets:
            if not isinstance(socket, AskingSocket):
                raise TypeError("connect with the kind asking")
            socket.command, socket.asking = command.encode(), True
            for _ in range(in_flight):
                socket.ask()
        return {}

    async def stop_asking(self) -> dict[str, Any]:
        for socket in self.sockets:
            if isinstance(socket, AskingSocket):
                socket.asking = False
        return {}

    async def close(self) -> dict[str, Any]:
        """All at once; those that had gone before are told."""
        dropped = sum(socket.dropped for socket in self.sockets)
        for socket in self.sockets:
            socket.closing = True
            if socket.transport is not None:
                socket.transport.disconnect()
        self.sockets.clear()
        self.failures.clear()
        return {"dropped": dropped}


async def main() -> None:
    generator = Generator()
    reader = asyncio.StreamReader(limit=2**24)
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while line := await reader.readline():
        question = json.loads(line)
        answer = await getattr(generator, question.pop("do"))(**question)
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    uvloop.run(main())
