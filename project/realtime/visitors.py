"""Who opens a socket: the user of the session that the cookie names. Asked after the socket is accepted."""

import asyncio
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from django.conf import settings
from django.contrib.auth.models import User
from django.http import parse_cookie

from project.realtime.sessions import users_behind
from project.realtime.together import Together


@dataclass(frozen=True, slots=True)
class Visitor:
    user: User | None
    session_key: str


Desk = Together[str, User | None]
_desks: WeakKeyDictionary[asyncio.AbstractEventLoop, Desk] = WeakKeyDictionary()


async def visitor_of(scope: Any) -> Visitor:
    cookie = dict(scope["headers"]).get(b"cookie", b"").decode("latin1")
    session_key = parse_cookie(cookie).get(settings.SESSION_COOKIE_NAME, "")
    if not session_key:
        return Visitor(None, "")
    desk = _desks.setdefault(asyncio.get_running_loop(), Together(_users_behind))
    return Visitor(await desk.ask(session_key), session_key)


def _users_behind(session_keys: list[str]) -> list[User | None]:
    users = users_behind(session_keys)
    return [users.get(key) for key in session_keys]
