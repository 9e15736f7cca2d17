"""Is the session behind a socket still good?"""

import hashlib
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import User
from django.utils.crypto import constant_time_compare

from project.realtime.protocol import CloseCode


def session_digest(session_key: str) -> str:
    """Names a session without giving it away."""
    return hashlib.sha256(session_key.encode()).hexdigest()


def reason_to_end(session_key: str, user_id: int) -> CloseCode | None:
    """None while the user is active and the session exists, is this user's and was made with today's password."""
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if user is None:
        return CloseCode.ACCESS_WITHDRAWN
    store: Any = import_module(settings.SESSION_ENGINE).SessionStore(session_key)
    mine = str(store.get(SESSION_KEY)) == str(user_id)
    if mine and constant_time_compare(store.get(HASH_SESSION_KEY, ""), user.get_session_auth_hash()):
        return None
    return CloseCode.SESSION_ENDED
