"""How notifications and alerts look on the wire: one shape each, in events, snapshots, histories and over HTTP."""

from datetime import datetime
from typing import Annotated, Any, TypeVar

from django.conf import settings
from django.utils import translation
from pydantic import BaseModel, ConfigDict, PlainSerializer

from notifications import kinds
from notifications.models import Alert, Notification
from project.realtime.frames import moment

Moment = Annotated[datetime, PlainSerializer(moment, return_type=str)]


class Face(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    def wire(self) -> dict[str, Any]:
        return self.model_dump(mode="json", exclude_none=True)


class NotificationFace(Face):
    """``title`` and ``text`` are in the site's language, over HTTP in the reader's; ``kind`` and ``values`` fit any."""

    id: int
    kind: str
    values: dict[str, Any]
    title: str
    text: str
    icon: str
    severity: str
    link: str
    read: bool
    at: Moment


class AlertFace(Face):
    """Says nothing of who else is addressed."""

    id: int
    severity: str
    title: str
    text: str
    link: str
    at: Moment
    ends_at: Moment | None = None
    dismissible: bool
    must_acknowledge: bool


NotificationShape = TypeVar("NotificationShape", bound=NotificationFace)
AlertShape = TypeVar("AlertShape", bound=AlertFace)


def notification_face(notification: Notification, shape: type[NotificationShape], **more: Any) -> NotificationShape:
    """The notification as a ``NotificationFace``, or as an event that carries one and ``more``."""
    kind = kinds.shown(notification.kind)
    wording = kind.render(notification.values)
    return shape(
        id=notification.pk,
        kind=notification.kind,
        values=notification.values,
        title=str(wording.title),
        text=str(wording.text),
        icon=kind.icon,
        severity=wording.severity,
        link=notification.link,
        read=notification.read_at is not None,
        at=notification.created_at,
        **more,
    )


def notification_on_socket(
    notification: Notification, shape: type[NotificationShape], **more: Any
) -> NotificationShape:
    """As everybody on the socket sees it, whatever language whoever writes it speaks, or who reads it."""
    with translation.override(settings.LANGUAGE_CODE):
        return notification_face(notification, shape, **more)


def alert_face(alert: Alert, shape: type[AlertShape]) -> AlertShape:
    """The alert as an ``AlertFace``, or as an event that carries one."""
    return shape(
        id=alert.pk,
        severity=alert.severity,
        title=alert.title,
        text=alert.text,
        link=alert.link,
        at=alert.raised_at or alert.starts_at or alert.created_at,
        ends_at=alert.ends_at,
        dismissible=alert.dismissible and not alert.must_acknowledge,
        must_acknowledge=alert.must_acknowledge,
    )
