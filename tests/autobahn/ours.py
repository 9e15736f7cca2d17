"""What ``manage.py serve`` serves here: the echo, and at ``/wire/`` one that answers as the hub does."""

from typing import Any

from django.conf import settings

from project.realtime.frames import Frame
from project.realtime.wire import wire_of
from tests.autobahn import echo


async def application(scope: echo.Message, receive: echo.Receive, send: echo.Send) -> None:
    if scope.get("path") == "/wire/":
        await wired(scope, receive, send)
    else:
        await echo.application(scope, receive, send)


async def wired(scope: echo.Message, receive: echo.Receive, send: echo.Send) -> None:
    """Texts go as frames straight to the socket, past Autobahn; the hub has nothing binary to say."""
    await echo.accept(receive, send)
    wire = wire_of(scope, send, settings.REALTIME_LIMITS["unsent_bytes"])

    async def say(message: dict[str, Any]) -> None:
        if message.get("text") is None:
            await send(message)
        else:
            wire.write(Frame(message["text"]))

    await echo.answer(receive, say)
