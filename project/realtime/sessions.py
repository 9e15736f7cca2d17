"""The sessions behind the sockets. This is Django's ``SESSION_ENGINE`` here, so that their end is heard."""

from collections.abc import Collection, Mapping
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import User
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from project.realtime.publish import recheck_connections


class SessionStore(db.SessionStore):
    """Django's own, in SQL. Who deletes rows by a query, as ``clearsessions`` does, is found by the warden's round."""

    def delete(self, session_key: str | None = None) -> None:
        """Signing out, in a browser as another user too, and the new key that comes with a new password."""
        row = Session.objects.filter(session_key=session_key or self.session_key or "").first()
        super().delete(session_key)
        if row and (user_id := _user_id(row.get_decoded())):
            recheck_connections([user_id])


def users_behind(session_keys: Collection[str]) -> dict[str, User]:
    """The signed-in user of each session that is good now, in two queries."""
    # Whatever else a cookie holds is no key of ours, and perhaps nothing that a database takes.
    keys = {key for key in session_keys if key.isascii() and key.isalnum()}
    rows = Session.objects.filter(session_key__in=keys, expire_date__gt=timezone.now())
    sessions = {row.session_key: row.get_decoded() for row in rows}
    users = User.objects.filter(is_active=True).in_bulk(
        {user_id for each in sessions.values() if (user_id := _user_id(each))}
    )
    found = {key: users.get(_user_id(session) or 0) for key, session in sessions.items()}
    return {key: user for key, user in found.items() if user is not None and _vouches_for(sessions[key], user)}


def _user_id(session: Mapping[str, Any]) -> int | None:
    text = str(session.get(SESSION_KEY, ""))
    return int(text) if text.isdecimal() else None


def _vouches_for(session: Mapping[str, Any], user: User) -> bool:
    """Was it made for this user, by a way to sign in that is still served, and with today's password?"""
    if _user_id(session) != user.pk or session.get(BACKEND_SESSION_KEY) not in settings.AUTHENTICATION_BACKENDS:
        return False
    return constant_time_compare(session.get(HASH_SESSION_KEY, ""), user.get_session_auth_hash())
