"""Sends one prebuilt frame to every socket, for ever, at the kernel's own cost: how much can a generator take?"""

import base64
import hashlib
import re
import socket
import sys

MAGIC = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
_KEY = re.compile(rb"(?i)sec-websocket-key: *(\S+)")


def frame_of(text: bytes) -> bytes:
    """A whole text frame, as a server sends it."""
    size = len(text)
    head = bytes([0x81, size]) if size < 126 else bytes([0x81, 126]) + size.to_bytes(2, "big")
    return head + text


def accept(listener: socket.socket) -> socket.socket:
    client, _address = listener.accept()
    request = b""
    while b"\r\n\r\n" not in request:
        request += client.recv(4096)
    found = _KEY.search(request)
    proof = base64.b64encode(hashlib.sha1((found[1] if found else b"") + MAGIC).digest())  # noqa: S324 - RFC 6455
    answer = b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "
    client.sendall(answer + proof + b"\r\n\r\n")
    return client


def main(port: int, clients: int, size: int) -> None:
    with socket.create_server(("127.0.0.1", port), backlog=clients) as listener:
        sys.stderr.write("listening\n")
        sockets = [accept(listener) for _ in range(clients)]
    frame = frame_of(b'{"message": "~' + b"0" * 19 + b'"' + b"x" * (size - 35) + b"}")
    sends = [each.sendall for each in sockets]
    while True:
        for send in sends:
            send(frame)


if __name__ == "__main__":
    try:
        main(*(int(argument) for argument in sys.argv[1:]))
    except (BrokenPipeError, ConnectionResetError):
        sys.exit(0)
