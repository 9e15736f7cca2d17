"""Sign-out, deactivation and a new password are heard by the open sockets."""

from typing import Any

from django.contrib.auth.models import User
from django.contrib.auth.signals import user_logged_out
from django.db.models.signals import post_save
from django.dispatch import receiver
from django.http import HttpRequest

from project.realtime.protocol import CloseCode
from project.realtime.publish import end_connections, recheck_connections
from project.realtime.sessions import session_digest


@receiver(user_logged_out)
def on_sign_out(request: HttpRequest, user: User | None, **_kwargs: Any) -> None:
    if user is not None and request.session.session_key:
        end_connections(user.pk, CloseCode.SESSION_ENDED, session_digest(request.session.session_key))


@receiver(post_save, sender=User)
def on_user_changed(instance: User, created: bool, update_fields: frozenset[str] | None, **_kwargs: Any) -> None:
    # Signing in saves only this field, and changes nobody's rights.
    if not created and update_fields != frozenset({"last_login"}):
        recheck_connections(instance.pk)
