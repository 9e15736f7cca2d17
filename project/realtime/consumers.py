"""The socket at ``/ws/``."""

from typing import Any

from channels.consumer import AsyncConsumer
from django.conf import settings
from django.contrib.auth.models import User

from project.realtime import frames, metrics
from project.realtime.connection import Connection
from project.realtime.conversation import Conversation
from project.realtime.errors import NotSignedIn
from project.realtime.intake import Intake, Reader
from project.realtime.language import language_of
from project.realtime.protocol import CloseCode
from project.realtime.rounds import hub_here
from project.realtime.visitors import visitor_of
from project.realtime.visits import Visit
from project.realtime.wire import wire_of


class SocketConsumer(AsyncConsumer):  # type: ignore[misc]  # Channels is untyped
    """Accepts first and judges afterwards. Joins no group: the hub alone does."""

    connection_class = Connection

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        await receive()
        await send({"type": "websocket.accept"})
        wire = wire_of(scope, send, settings.REALTIME_LIMITS["unsent_bytes"])
        visitor = await visitor_of(scope)
        connection = self.connection_class(visitor.user or User(), wire, visitor.session_key)
        reader = self.reader(connection, scope)
        with Visit(connection, scope, receive) as visit:
            # Nobody reads them again, and a socket lives for hours.
            scope["headers"].clear()
            if visitor.user is not None:
                await self.serve(connection, reader, visit.receive)
            else:
                metrics.REFUSED_UNSIGNED.inc()
                connection.write(frames.error(NotSignedIn(), None))
                connection.close(CloseCode.SIGN_IN_AGAIN, "sign in")
                await gone(visit.receive)

    def reader(self, connection: Connection, scope: Any) -> Reader:
        return Intake(Conversation(connection, hub_here(), language_of(scope)))

    async def serve(self, connection: Connection, reader: Reader, receive: Any) -> None:
        hub = hub_here()
        try:
            await hub.enter(connection)
            await reader.read_all(receive)
        finally:
            hub.leave(connection)


async def gone(receive: Any) -> None:
    """Wait until the client has left; what it still says is not heard."""
    while (await receive())["type"] == "websocket.receive":
        pass
