"""The socket at ``/ws/``."""

import asyncio
from typing import Any, Protocol

from channels.consumer import AsyncConsumer

from project.realtime import frames
from project.realtime.connection import Connection
from project.realtime.conversation import Conversation
from project.realtime.errors import NotSignedIn
from project.realtime.intake import Intake
from project.realtime.language import language_of
from project.realtime.protocol import CloseCode
from project.realtime.rounds import hub_here


class Reader(Protocol):
    async def read_all(self, receive: Any) -> None:
        """Until the client is gone."""


class SocketConsumer(AsyncConsumer):  # type: ignore[misc]  # Channels is untyped
    """Accepts first and judges afterwards. Joins no group: the hub alone does."""

    connection_class = Connection

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        async def send_text(text: str) -> None:
            await send({"type": "websocket.send", "text": text})

        async def close(code: int) -> None:
            # Autobahn takes a plain integer and no enum.
            await send({"type": "websocket.close", "code": int(code)})

        await receive()
        await send({"type": "websocket.accept"})
        connection = self.connection_class(scope["user"], send_text, close, scope["session"].session_key or "")
        if scope["user"].is_authenticated:
            await self.serve(connection, self.reader(connection, scope), receive)
        else:
            connection.write(frames.error(NotSignedIn(), None))
            connection.close(CloseCode.SIGN_IN_AGAIN, "sign in")
            await connection.write_all()

    def reader(self, connection: Connection, scope: Any) -> Reader:
        return Intake(Conversation(connection, hub_here(), language_of(scope)))

    async def serve(self, connection: Connection, reader: Reader, receive: Any) -> None:
        hub = hub_here()
        ends: list[asyncio.Future[None]] = []
        try:
            await hub.enter(connection)
            ends = [asyncio.ensure_future(work) for work in (connection.write_all(), reader.read_all(receive))]
            done, _pending = await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
            for end in done:
                end.result()
        finally:
            hub.leave(connection)
            for end in ends:
                end.cancel()
