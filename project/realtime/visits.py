"""A socket as its operator sees it: a line when it comes, one when it goes, and its name on every line between."""

import time
from typing import Any, Self

import structlog

from project.realtime import metrics
from project.realtime.addresses import source_of
from project.realtime.connection import Connection
from project.realtime.origins import header

log = structlog.get_logger(__name__)

BROKEN_OFF = 1006
AGENT_CHARACTERS = 200


class Visit:
    """``receive`` is the socket's own, listened to: how often the client speaks, and how it leaves."""

    # One a socket: not the place for what only reads better.
    __slots__ = ("_began", "_code", "_connection", "_frames", "_receive", "_scope")

    def __init__(self, connection: Connection, scope: Any, receive: Any) -> None:
        self._connection, self._scope, self._receive = connection, scope, receive
        self._began = time.monotonic()
        self._frames, self._code = 0, BROKEN_OFF

    async def receive(self) -> Any:
        message = await self._receive()
        if message["type"] == "websocket.receive":
            self._frames += 1
        else:
            self._code = message.get("code") or BROKEN_OFF
        return message

    def __enter__(self) -> Self:
        # For as long as this task, which is the socket's own.
        structlog.contextvars.bind_contextvars(connection=self._connection.id, user_id=self._connection.user.pk)
        agent = header(self._scope, b"user-agent")[:AGENT_CHARACTERS]
        log.info("connection_opened", path=self._scope["path"], ip=_address(self._scope), user_agent=agent)
        return self

    def __exit__(self, *_error: object) -> None:
        code = int(self._connection.closing or self._code)
        metrics.closed(code)
        log.info("connection_closed", code=code, seconds=round(time.monotonic() - self._began, 1), frames=self._frames)


def _address(scope: Any) -> str:
    peer = scope.get("client") or ("", 0)
    return source_of(str(peer[0]), header(scope, b"x-forwarded-for"))
