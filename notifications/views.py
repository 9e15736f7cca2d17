"""The inbox, and the forms by which it and the banner work without scripts."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from notifications import access, actions, kinds
from notifications.faces import NotificationFace, notification_face
from notifications.models import Notification
from project.realtime.groups import EVERYONE, user_topic
from project.realtime.people import signed_in
from project.realtime.publish import positions

PAGE_NOTIFICATIONS = 20


@require_GET
@login_required
def index(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    known = positions([user_topic(user.pk), EVERYONE])
    only_unread = request.GET.get("show") == "unread"
    before = _number(request.GET.get("before", ""))
    found = access.notifications_for(user)
    if only_unread:
        found = found.unread()
    if before is not None:
        found = found.filter(pk__lt=before)
    rows = [notification_face(each, NotificationFace) for each in found[: PAGE_NOTIFICATIONS + 1]]
    context = {
        "positions": known,
        "rows": rows[:PAGE_NOTIFICATIONS],
        "older": rows[PAGE_NOTIFICATIONS - 1].id if len(rows) > PAGE_NOTIFICATIONS else None,
        "is_newest": before is None,
        "only_unread": only_unread,
        "unread": access.unread_count(user),
        "blank": notification_face(Notification(pk=0, kind=kinds.UNKNOWN.name), NotificationFace),
    }
    return render(request, "notifications/index.html", context)


@require_POST
@login_required
def read(request: HttpRequest, notification_id: int) -> HttpResponse:
    user = signed_in(request)
    actions.mark_notification_read(user=user, notification=access.notification_for(user, notification_id))
    return _back(request)


@require_POST
@login_required
def read_all(request: HttpRequest) -> HttpResponse:
    actions.mark_all_read(user=signed_in(request))
    return _back(request)


@require_POST
@login_required
def dismiss(request: HttpRequest, alert_id: int) -> HttpResponse:
    user = signed_in(request)
    actions.dismiss_alert(user=user, alert=access.alert_for(user, alert_id))
    return _back(request)


@require_POST
@login_required
def acknowledge(request: HttpRequest, alert_id: int) -> HttpResponse:
    user = signed_in(request)
    actions.acknowledge_alert(user=user, alert=access.alert_for(user, alert_id))
    return _back(request)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None


def _back(request: HttpRequest) -> HttpResponse:
    """To where the form stood; never to another site."""
    wanted = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure()):
        wanted = resolve_url("notifications:index")
    return HttpResponseRedirect(wanted)
