"""Daphne, made to let the hub write to its sockets itself, and to leave in order."""

import asyncio
import gc
import logging
import random
import resource
import sys
import time
from functools import partial
from typing import Any

import autobahn.websocket.protocol
from daphne.endpoints import build_endpoint_description_strings
from daphne.server import Server
from django.conf import settings
from twisted.internet import defer, reactor
from twisted.internet.tcp import Connection

from project.realtime import metrics
from project.realtime.handshakes import open_sockets
from project.realtime.leaving import leaving
from project.realtime.protocol import CloseCode
from project.realtime.rounds import hub_here
from project.realtime.wire import DIRECT

log = logging.getLogger(__name__)

DRAIN_SECONDS = 5.0
DRAIN_PATIENCE_SECONDS = 3.0
LOOK_SECONDS = 0.05


class Inbox:
    """What a client has sent and nobody has taken yet: as much of ``asyncio.Queue`` as Daphne uses of it, in a tenth
    of the memory."""

    __slots__ = ("_messages", "_taker")

    def __init__(self) -> None:
        self._messages: list[dict[str, Any]] = []
        self._taker: asyncio.Future[None] | None = None

    def put_nowait(self, message: dict[str, Any]) -> None:
        self._messages.append(message)
        if self._taker is not None and not self._taker.done():
            self._taker.set_result(None)

    async def get(self) -> dict[str, Any]:
        while not self._messages:
            self._taker = asyncio.get_running_loop().create_future()
            await self._taker
        return self._messages.pop(0)


def _allow_many_sockets() -> None:
    """Most systems give a process 1,024 files at first, and let it take more."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def _spare_handshakes() -> None:
    """Autobahn lays out its forty options, prettily, for each connection and a line that nobody reads: a quarter of
    what a connect costs."""
    autobahn.websocket.protocol.pformat = lambda *_options: ""  # type: ignore[attr-defined]


class DrainingServer(Server):  # type: ignore[misc]  # Daphne is untyped
    """Asked to go, it is not ready any more, so that a balancer looks elsewhere, and sends everybody away first."""

    failed = False

    def __init__(self, application: Any, host: str, port: int) -> None:
        self.ports: list[Any] = []
        self._limits: dict[str, int] = settings.REALTIME_LIMITS
        super().__init__(
            application=application,
            endpoints=build_endpoint_description_strings(host=host, port=port),
            websocket_max_message_size=self._limits["message_bytes"],
            websocket_max_frame_size=self._limits["message_bytes"],
            # Who stays too long is asked to come back by the hub, with a word.
            websocket_timeout=-1,
            server_name="roomcast",
            action_logger=_count_refusals,
        )

    def serve(self) -> int:
        """Until SIGINT or SIGTERM; the exit status."""
        _allow_many_sockets()
        _spare_handshakes()
        # Duties and heads are looked after from the start, not from the first socket on.
        reactor.callWhenRunning(hub_here)
        # What was loaded to start is never garbage, and looking through it would hold up every socket.
        gc.collect()
        gc.freeze()
        self.run()
        return int(self.failed)

    def listen_success(self, port: Any) -> None:
        self.ports.append(port)
        open_sockets(self.ws_factory)
        super().listen_success(port)

    def listen_error(self, failure: Any) -> None:
        self.failed = True
        sys.stderr.write(f"serve: {failure.getErrorMessage()}\n")
        self.stop()

    def create_application(self, protocol: Any, scope: dict[str, Any]) -> Any:
        # Autobahn checks, frames and copies for every socket what the hub has framed once for all.
        transport = protocol.transport
        if scope["type"] != "websocket":
            return super().create_application(protocol, scope)
        if isinstance(transport, Connection) and not transport.TLS:
            scope["extensions"] = {DIRECT: protocol}
        inbox = Inbox()
        application = self.application(
            {**scope, "asgi": {"version": "3.0"}}, inbox.get, partial(self.handle_reply, protocol)
        )
        self.connections[protocol]["application_instance"] = asyncio.ensure_future(application)
        return inbox

    def kill_all_applications(self) -> "defer.Deferred[None]":
        """Called by the reactor before it stops; Daphne's own would cut everybody off without a word."""
        return defer.ensureDeferred(self._drain_deferred())

    async def _drain_deferred(self) -> None:
        await defer.Deferred.fromFuture(asyncio.ensure_future(self._drain()))

    async def _drain(self) -> None:
        leaving.set()
        for port in self.ports:
            port.stopListening()
        connections = list(hub_here().connections)
        log.info("leaving: %s connections are sent away", len(connections))
        loop = asyncio.get_running_loop()
        for connection in connections:
            loop.call_later(random.uniform(0, DRAIN_SECONDS), connection.close, CloseCode.RESTART, "restart")
        patience = time.monotonic() + DRAIN_SECONDS + DRAIN_PATIENCE_SECONDS
        while hub_here().connections and time.monotonic() < patience:  # noqa: ASYNC110 - sockets end one by one
            await asyncio.sleep(LOOK_SECONDS)
        await self._end_applications()

    async def _end_applications(self) -> None:
        running = [
            details["application_instance"]
            for details in self.connections.values()
            if "application_instance" in details
        ]
        for application in running:
            application.cancel()
        await asyncio.gather(*running, return_exceptions=True)


def _count_refusals(_protocol: str, action: str, _details: object) -> None:
    if action == "rejected":
        metrics.REFUSED_HANDSHAKE.inc()
