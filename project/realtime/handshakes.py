"""How a socket is opened, where Autobahn's answers are not the promised ones."""

from typing import Any

from autobahn.websocket.types import ConnectionDeny
from daphne.ws_protocol import WebSocketFactory, WebSocketProtocol

RFC_6455 = 13


class Handshake(WebSocketProtocol):  # type: ignore[misc]  # Daphne is untyped
    """Daphne's; but an ``Origin`` that cannot be read is as foreign as any other, and bad bytes are no crash."""

    def failHandshake(self, reason: str, code: int = 400, headers: Any = None) -> None:  # noqa: N802 - Autobahn's name
        super().failHandshake(reason, 403 if "Origin header" in reason else code, headers)

    def onConnect(self, request: Any) -> Any:  # noqa: N802
        if not all(name.isascii() for name in request.protocols):
            raise ConnectionDeny(400, "bad Sec-WebSocket-Protocol")  # type: ignore[no-untyped-call]  # Autobahn's
        return super().onConnect(request)


def open_sockets(factory: WebSocketFactory) -> None:
    """``Origin: null`` comes to our own gate, and so is refused with 403."""
    factory.protocol = Handshake
    # Who sends too much hears 1009, instead of losing the connection without a word.
    factory.setProtocolOptions(failByDrop=False, allowNullOrigin=True, versions=[RFC_6455])
