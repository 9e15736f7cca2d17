"""Is the session behind a socket still good?"""

import hashlib
from collections.abc import Collection, Mapping
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import User
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.models import Session
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from project.realtime.protocol import CloseCode


def session_digest(session_key: str) -> str:
    """Names a session without giving it away."""
    return hashlib.sha256(session_key.encode()).hexdigest()


def users_behind(session_keys: Collection[str]) -> dict[str, User]:
    """The signed-in user of each session that is good now; two queries where sessions are in SQL."""
    sessions = _sessions(session_keys)
    users = User.objects.filter(is_active=True).in_bulk(
        {user_id for each in sessions.values() if (user_id := _user_id(each))}
    )
    found = {key: users.get(_user_id(session) or 0) for key, session in sessions.items()}
    return {key: user for key, user in found.items() if user is not None and _vouches_for(sessions[key], user)}


def _sessions(keys: Collection[str]) -> dict[str, Mapping[str, Any]]:
    store: Any = import_module(settings.SESSION_ENGINE).SessionStore
    if store is not DatabaseStore:
        return {key: store(key).load() for key in set(keys)}
    rows = Session.objects.filter(session_key__in=set(keys), expire_date__gt=timezone.now())
    return {row.session_key: row.get_decoded() for row in rows}


def _user_id(session: Mapping[str, Any]) -> int | None:
    text = str(session.get(SESSION_KEY, ""))
    return int(text) if text.isdecimal() else None


def _vouches_for(session: Mapping[str, Any], user: User) -> bool:
    """Was it made for this user, by a way to sign in that is still served, and with today's password?"""
    if _user_id(session) != user.pk or session.get(BACKEND_SESSION_KEY) not in settings.AUTHENTICATION_BACKENDS:
        return False
    return constant_time_compare(session.get(HASH_SESSION_KEY, ""), user.get_session_auth_hash())


def reason_to_end(session_key: str, user_id: int) -> CloseCode | None:
    """None while the user is active and the session exists, is this user's and was made with today's password."""
    if not User.objects.filter(pk=user_id, is_active=True).exists():
        return CloseCode.ACCESS_WITHDRAWN
    user = users_behind([session_key]).get(session_key)
    return None if user is not None and user.pk == user_id else CloseCode.SESSION_ENDED
