"""Whoever may no longer see something stops seeing it: at once by the doorbell, within a minute without it."""

import logging
from collections.abc import Callable
from functools import partial

from django.contrib.auth.models import User

from project.realtime import frames, threads
from project.realtime.admission import still_admitted
from project.realtime.connection import Connection
from project.realtime.errors import NotSignedIn
from project.realtime.protocol import CloseCode
from project.realtime.sessions import reason_to_end, session_digest

log = logging.getLogger(__name__)


class Warden:
    """Asks again, for every connection, what was asked when it began."""

    def __init__(self, connections: set[Connection], unfollow: Callable[[Connection, str], bool]) -> None:
        self._connections, self._unfollow = connections, unfollow

    def withdraw(self, user_id: int, topic: str) -> None:
        for connection in self.connections_of(user_id):
            if self._unfollow(connection, topic):
                connection.write(frames.unsubscribed(topic, "removed"))

    def end(self, user_id: int, code: CloseCode, session: str | None) -> None:
        """Close the user's connections; with ``session`` only those of that session."""
        for connection in self.connections_of(user_id):
            if session is None or session == session_digest(connection.session_key):
                self._turn_out(connection, code)

    def _turn_out(self, connection: Connection, code: CloseCode) -> None:
        for topic in [*connection.cursors, *connection.watched]:
            self._unfollow(connection, topic)
        connection.write(frames.error(NotSignedIn(), None))
        connection.close(code, code.name.lower().replace("_", " "))

    def connections_of(self, user_id: int) -> list[Connection]:
        return [connection for connection in self._connections if connection.user.pk == user_id]

    async def round(self) -> None:
        await self.recheck(list(self._connections))

    async def recheck_user(self, user_id: int) -> None:
        await self.recheck(self.connections_of(user_id))

    async def recheck(self, connections: list[Connection]) -> None:
        for connection in connections:
            user, names = connection.user, [*connection.cursors, *connection.watched]
            if code := await threads.read(partial(reason_to_end, connection.session_key, user.pk)):
                self._turn_out(connection, code)
                continue
            refused = await threads.read(partial(_refused, user, names))
            for name in refused:
                if self._unfollow(connection, name):
                    connection.write(frames.unsubscribed(name, "withdrawn"))


def _refused(user: User, names: list[str]) -> list[str]:
    return [name for name in names if not still_admitted(user, name)]
