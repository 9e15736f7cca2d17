"""The people who poll: each asks every 500 ms, on a kept connection where the server keeps it."""

import asyncio
import json
import sys
import time
from typing import Any

import uvloop

from tests.load.sockets import CLOCK_DIGITS, MARK

INTERVAL_SECONDS = 0.5
# Line by line what Chromium 156 sends for ``fetch("/tasks/1/status/")`` from a page of somebody who is signed in,
# as a socket has written it down that did nothing else; only its word "Headless" is left out.
REQUEST = (
    "GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: keep-alive\r\n"
    'sec-ch-ua-platform: "Linux"\r\n'
    "User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 "
    "Safari/537.36\r\n"
    'sec-ch-ua: "Not:A-Brand";v="8", "Chromium";v="156"\r\n'
    "Accept-Language: en-US\r\nsec-ch-ua-mobile: ?0\r\nAccept: */*\r\n"
    "Sec-Fetch-Site: same-origin\r\nSec-Fetch-Mode: cors\r\nSec-Fetch-Dest: empty\r\n"
    "Referer: http://127.0.0.1:{port}{page}\r\nAccept-Encoding: gzip, deflate, br, zstd\r\n"
    "Cookie: sessionid=00000000000000000000000000000000; csrftoken=00000000000000000000000000000000\r\n\r\n"
)


class Poller:
    def __init__(self, port: int, path: str) -> None:
        self._port, self._request = port, _request(port, path)
        self._connection: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        self._last = b""
        self.size = self.requests = self.failures = 0
        self.delays: list[int] = []

    async def poll(self, start: float, until: float) -> None:
        """As ``setInterval`` does it: at even times, and not before the last answer is there."""
        loop = asyncio.get_running_loop()
        turn = start
        while turn < until:
            await asyncio.sleep(max(0.0, turn - loop.time()))
            try:
                self._see(await self._ask())
            except OSError:
                self.failures += 1
                self._connection = None
            turn = max(turn + INTERVAL_SECONDS, loop.time())
        if self._connection:
            self._connection[1].close()

    async def _ask(self) -> bytes:
        if self._connection is None:
            self._connection = await asyncio.open_connection("127.0.0.1", self._port)
        reader, writer = self._connection
        writer.write(self._request)
        head = await reader.readuntil(b"\r\n\r\n")
        lower = head.lower()
        length = int(lower.partition(b"content-length:")[2].split(b"\r\n")[0])
        body = await reader.readexactly(length)
        self.requests += 1
        self.size += len(self._request) + len(head) + length
        if b"connection: close" in lower:
            writer.close()
            self._connection = None
        return body

    def _see(self, body: bytes) -> None:
        start = body.find(MARK) + len(MARK)
        stamp = body[start : start + CLOCK_DIGITS]
        if start > len(MARK) and stamp != self._last:
            self._last = stamp
            self.delays.append(time.monotonic_ns() - int(stamp))


def _request(port: int, path: str) -> bytes:
    return REQUEST.format(path=path, port=port, page=path.removesuffix("status/")).encode()


async def poll(port: int, path: str, people: int, seconds: float) -> dict[str, Any]:
    pollers = [Poller(port, path) for _ in range(people)]
    now, cpu = asyncio.get_running_loop().time(), time.process_time()
    starts = [now + INTERVAL_SECONDS * number / people for number in range(people)]
    await asyncio.gather(
        *(each.poll(start, start + seconds) for each, start in zip(pollers, starts, strict=True)),
    )
    return {
        "size": sum(each.size for each in pollers),
        "requests": sum(each.requests for each in pollers),
        "failures": sum(each.failures for each in pollers),
        "delays": [delay for each in pollers for delay in each.delays],
        "share": (time.process_time() - cpu) / (asyncio.get_running_loop().time() - now),
    }


def main() -> None:
    for line in sys.stdin:
        question = json.loads(line)
        question.pop("do")
        sys.stdout.write(json.dumps(uvloop.run(poll(**question))) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
