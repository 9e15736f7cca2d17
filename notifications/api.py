"""The inbox and the alerts over HTTP: the same access and the same actions as on the socket."""

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema, Status
from pydantic import AfterValidator, ConfigDict, Field

from notifications import access, actions
from notifications.faces import AlertFace, NotificationFace, alert_face, notification_face
from notifications.models import Alert
from project.realtime.people import signed_in

MOST_ITEMS = 100
Limit = Annotated[int, Query(ge=1, le=MOST_ITEMS)]
Ids = list[Annotated[int, Field(strict=True, ge=1, le=2**53 - 1)]]


def _aware(moment: datetime) -> datetime:
    return timezone.make_aware(moment) if timezone.is_naive(moment) else moment


Moment = Annotated[datetime, AfterValidator(_aware)]

inbox = Router(tags=["notifications"])
alerts = Router(tags=["alerts"])


class NewAlert(Schema):
    """For everyone, or for all of these users, groups and rooms together."""

    model_config = ConfigDict(extra="forbid")

    text: str
    title: str = ""
    severity: str = "info"
    link: str = ""
    everyone: bool = False
    users: Ids = []
    groups: Ids = []
    rooms: Ids = []
    starts_at: Moment | None = None
    ends_at: Moment | None = None
    dismissible: bool = True
    must_acknowledge: bool = False


class NotificationList(Schema):
    items: list[NotificationFace]
    more: bool
    unread: int


class AlertList(Schema):
    items: list[AlertFace]
    more: bool


class SentAlert(AlertFace):
    """The alert as its sender sees it: its state, and how many people it is for."""

    state: str
    recipients: int


@inbox.get("/", response=NotificationList, exclude_none=True)
def list_notifications(
    request: HttpRequest, unread: bool | None = None, before: int | None = None, limit: Limit = MOST_ITEMS
) -> NotificationList:
    """The newest first; ``before`` is the id of the last one known."""
    user = signed_in(request)
    found = access.notifications_for(user)
    if unread is not None:
        found = found.filter(read_at__isnull=unread)
    if before is not None:
        found = found.filter(pk__lt=before)
    rows = list(found[: limit + 1])
    items = [notification_face(each, NotificationFace) for each in rows[:limit]]
    return NotificationList(items=items, more=len(rows) > limit, unread=access.unread_count(user))


@inbox.post("/{notification_id}/read/")
def read_notification(request: HttpRequest, notification_id: int) -> dict[str, Any]:
    user = signed_in(request)
    notification = access.notification_for(user, notification_id)
    return actions.mark_notification_read(user=user, notification=notification).result


@inbox.post("/read-all/")
def read_all(request: HttpRequest) -> dict[str, Any]:
    return actions.mark_all_read(user=signed_in(request)).result


@alerts.get("/", response=AlertList, exclude_none=True)
def list_alerts(request: HttpRequest) -> AlertList:
    """What I am to see now: in force, for me, and neither dismissed nor acknowledged."""
    found = list(access.alerts_for(signed_in(request))[: MOST_ITEMS + 1])
    return AlertList(items=[alert_face(each, AlertFace) for each in found[:MOST_ITEMS]], more=len(found) > MOST_ITEMS)


@alerts.post("/", response={201: SentAlert}, exclude_none=True)
def send_alert(request: HttpRequest, body: NewAlert) -> Status[SentAlert]:
    user = signed_in(request)
    access.require_sender(user)
    return Status(201, _as_sender_sees(actions.broadcast_alert(by=user, **body.dict())))


@alerts.post("/{alert_id}/withdraw/", response=SentAlert, exclude_none=True)
def withdraw_alert(request: HttpRequest, alert_id: int) -> SentAlert:
    alert = access.alert_of_sender(signed_in(request), alert_id)
    return _as_sender_sees(actions.withdraw_alert(alert=alert))


@alerts.post("/{alert_id}/dismiss/")
def dismiss_alert(request: HttpRequest, alert_id: int) -> dict[str, Any]:
    user = signed_in(request)
    return actions.dismiss_alert(user=user, alert=access.alert_for(user, alert_id)).result


@alerts.post("/{alert_id}/acknowledge/")
def acknowledge_alert(request: HttpRequest, alert_id: int) -> dict[str, Any]:
    user = signed_in(request)
    return actions.acknowledge_alert(user=user, alert=access.alert_for(user, alert_id)).result


def _as_sender_sees(alert: Alert) -> SentAlert:
    facts = alert_face(alert, AlertFace).model_dump()
    return SentAlert(**facts, state=alert.state_at(timezone.now()), recipients=access.recipient_count(alert))
