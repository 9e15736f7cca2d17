"""Says back what it hears, as any ASGI application does."""

from collections.abc import Awaitable, Callable
from typing import Any

Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Say = Callable[[Message], Awaitable[None]]


async def application(scope: Message, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await accept(receive, send)
        await answer(receive, send)
    else:
        await send({"type": "http.response.start", "status": 404, "headers": []})
        await send({"type": "http.response.body", "body": b""})


async def accept(receive: Receive, send: Send) -> None:
    await receive()
    await send({"type": "websocket.accept"})


async def answer(receive: Receive, say: Say) -> None:
    """Until the client has left. ``say`` gets a ``websocket.send`` for each ``websocket.receive``."""
    while (heard := await receive())["type"] == "websocket.receive":
        await say({**heard, "type": "websocket.send"})
