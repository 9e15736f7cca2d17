"""The outermost door of the sockets: what is refused here is HTTP 403, before anything is looked up."""

from typing import Any

from django.conf import settings

from project.realtime.addresses import is_loopback, source_of
from project.realtime.errors import TooFast
from project.realtime.limits import Buckets
from project.realtime.origins import header, is_ours


class Gate:
    """Lets in handshakes of our own pages and of scripts, and from one address only so many."""

    def __init__(self, application: Any) -> None:
        self._application = application
        limits = settings.REALTIME_LIMITS
        self._handshakes = Buckets(limits["handshakes_per_second"], limits["handshakes_burst"])

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if is_ours(scope) and not self._floods(scope):
            await self._application(scope, receive, send)
        else:
            await refuse(scope, receive, send)

    def _floods(self, scope: Any) -> bool:
        peer = scope.get("client") or ("", 0)
        source = source_of(str(peer[0]), header(scope, b"x-forwarded-for"))
        try:
            if not is_loopback(source):
                self._handshakes.take(source)
        except TooFast:
            return True
        return False


async def refuse(_scope: Any, receive: Any, send: Any) -> None:
    """Channels' own way to deny asks the channel layer for a channel first, which a frozen Redis does not give."""
    await receive()
    await send({"type": "websocket.close"})
