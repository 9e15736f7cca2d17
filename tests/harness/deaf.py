"""A client that says hello and never reads a byte."""

import socket

from django.contrib.auth.models import User

from tests.cast import session_of
from tests.harness.servers import Web

RECEIVE_BYTES = 4096


def deaf_socket(web: Web, user: User, topic: str) -> socket.socket:
    """It follows ``topic``; what the kernel keeps for it is little."""
    deaf = socket.create_connection(("127.0.0.1", web.port))
    deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BYTES)
    deaf.sendall(
        f"GET /ws/ HTTP/1.1\r\nHost: 127.0.0.1:{web.port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        f"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\nOrigin: {web.url}\r\n"
        f"Cookie: sessionid={session_of(user)}\r\n\r\n".encode()
    )
    assert b"101" in deaf.recv(12)
    text = f'{{"type":"hello","id":1,"version":1,"subscribe":[{{"topic":"{topic}"}}]}}'.encode()
    deaf.sendall(bytes([0x81, 0x80 | len(text)]) + b"\0\0\0\0" + text)
    return deaf
