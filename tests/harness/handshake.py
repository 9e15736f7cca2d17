"""A handshake said by hand: what no client library would send, and the status that the server answers."""

import asyncio

from tests.harness.servers import Web

Headers = list[tuple[str, str]]
SECONDS = 10.0
# What every handshake has; whatever a test says under the same name takes its place.
USUAL = {
    "Host": "",
    "Upgrade": "websocket",
    "Connection": "Upgrade",
    "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==",
    "Sec-WebSocket-Version": "13",
}


async def status_of(web: Web, said: Headers, path: str = "/ws/") -> int:
    """101 is a socket; it is dropped at once."""
    named = {name for name, _value in said}
    usual = {**USUAL, "Host": f"127.0.0.1:{web.port}"}
    lines = [
        f"{name}: {value}" for name, value in [*usual.items(), *said] if name not in named or (name, value) in said
    ]
    reader, writer = await asyncio.open_connection("127.0.0.1", web.port)
    try:
        writer.write("\r\n".join([f"GET {path} HTTP/1.1", *lines, "", ""]).encode("latin1"))
        line = await asyncio.wait_for(reader.readline(), SECONDS)
    finally:
        writer.close()
    return int(line.split()[1])
