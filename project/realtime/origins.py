"""An ``Origin`` that cannot be read is as foreign as any other: refused with 403, never an exception."""

from typing import Any
from urllib.parse import urlsplit

from channels.security.websocket import WebsocketDenier


def refuse_unreadable_origins(application: Any) -> Any:
    async def guard(scope: Any, receive: Any, send: Any) -> Any:
        return await (application if _readable(scope) else WebsocketDenier())(scope, receive, send)

    return guard


def _readable(scope: Any) -> bool:
    try:
        for name, value in scope["headers"]:
            if name == b"origin":
                urlsplit(value.decode("latin1")).port  # noqa: B018 - raises on a port that is none
    except ValueError:
        return False
    return True
