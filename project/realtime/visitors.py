"""Who opens a socket: the user of the session that the cookie names.

Asked after the socket is accepted, in the pool for reads. Those who come at the same time, as after a restart, are
looked up together.
"""

import asyncio
from dataclasses import dataclass
from functools import partial
from typing import Any
from weakref import WeakKeyDictionary

from django.conf import settings
from django.contrib.auth.models import User
from django.http import parse_cookie

from project.realtime import threads
from project.realtime.sessions import users_behind

TOGETHER = 100


@dataclass(frozen=True, slots=True)
class Visitor:
    user: User | None
    session_key: str


class Desk:
    """While one lookup is under way, the next ones gather."""

    def __init__(self) -> None:
        self._waiting: list[tuple[str, asyncio.Future[User | None]]] = []
        self._working: asyncio.Task[None] | None = None

    async def user_behind(self, session_key: str) -> User | None:
        answer: asyncio.Future[User | None] = asyncio.get_running_loop().create_future()
        self._waiting.append((session_key, answer))
        if self._working is None or self._working.done():
            self._working = asyncio.get_running_loop().create_task(self._answer_all())
        return await answer

    async def _answer_all(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting[:TOGETHER], self._waiting[TOGETHER:]
            await self._answer(batch)

    async def _answer(self, batch: list[tuple[str, "asyncio.Future[User | None]"]]) -> None:
        try:
            users = await threads.read(partial(users_behind, [key for key, _answer in batch]))
        except Exception as error:
            for _key, answer in batch:
                if not answer.done():
                    answer.set_exception(error)
            return
        for key, answer in batch:
            if not answer.done():
                answer.set_result(users.get(key))


_desks: WeakKeyDictionary[asyncio.AbstractEventLoop, Desk] = WeakKeyDictionary()


async def visitor_of(scope: Any) -> Visitor:
    cookie = dict(scope["headers"]).get(b"cookie", b"").decode("latin1")
    session_key = parse_cookie(cookie).get(settings.SESSION_COOKIE_NAME, "")
    if not session_key:
        return Visitor(None, "")
    desk = _desks.setdefault(asyncio.get_running_loop(), Desk())
    return Visitor(await desk.user_behind(session_key), session_key)
