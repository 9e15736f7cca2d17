"""The bell and the banners, for any template. ``base.html`` has both on every page of whoever is signed in."""

from typing import Any

from django import template
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.template.context import Context
from django.utils import timezone

from notifications import access, kinds
from notifications.faces import AlertFace, alert_face
from notifications.models import Alert
from notifications.severities import ICONS, Severity

register = template.Library()

# The others are one click away: a page must not vanish under what is said about it.
BANNERS_MOST = 2
BANNERS_MOST_IN_INBOX = 100


@register.inclusion_tag("notifications/banners.html", takes_context=True)
def alert_banner(context: Context) -> dict[str, Any]:
    """The alerts that the user is to see now, the most urgent first."""
    user, request = context.get("user"), context.get("request")
    found = access.alerts_for(user) if isinstance(user, User) else ()
    alerts = [alert_face(alert, AlertFace) for alert in found]
    most = BANNERS_MOST_IN_INBOX if _is_inbox(request) else BANNERS_MOST
    return {
        "alerts": alerts,
        "wires": [alert.wire() for alert in alerts],
        "blank": alert_face(Alert(pk=0, starts_at=timezone.now()), AlertFace),
        "most": most,
        "hidden_count": max(0, len(alerts) - most),
        "request": request,
    }


def _is_inbox(request: HttpRequest | None) -> bool:
    place = request.resolver_match if request else None
    return place is not None and place.view_name == "notifications:index"


@register.inclusion_tag("notifications/bell.html", takes_context=True)
def notification_bell(context: Context) -> dict[str, Any]:
    """A link to the inbox with the number of what is unread in it."""
    user = context.get("user")
    return {"unread": access.unread_count(user) if isinstance(user, User) else 0, "kinds": kinds.as_dict()}


@register.filter
def icon_of(severity: str) -> str:
    """``{% icon alert.severity|icon_of %}``"""
    return ICONS[Severity(severity)]


@register.filter
def severity_label(severity: str) -> str:
    return str(Severity(severity).label)
