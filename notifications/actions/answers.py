"""What a user does with an alert: for himself alone, on all his devices."""

from typing import Any
from uuid import UUID

from django.contrib.auth.models import User
from django.utils import timezone
from django.utils.translation import gettext as _

from notifications.events import AlertAcknowledged, AlertDismissed
from notifications.models import Alert, AlertReceipt
from project.realtime.commands import Outcome
from project.realtime.errors import Conflict
from project.realtime.groups import user_topic
from project.realtime.publish import publish
from project.realtime.receipts import once


def dismiss_alert(*, user: User, alert: Alert, key: UUID | None = None) -> Outcome:
    """Take an alert off the user's screens; one that must be acknowledged, or stays, is a ``Conflict``."""

    def work() -> dict[str, Any]:
        if alert.must_acknowledge:
            raise Conflict(_("This must be acknowledged."))
        if not alert.dismissible:
            raise Conflict(_("This cannot be dismissed."))
        return _answer(user, alert, "dismissed_at", AlertDismissed(alert=alert.pk))

    return once(user=user, key=key, verb="dismiss_alert", request={"alert": alert.pk}, work=work)


def acknowledge_alert(*, user: User, alert: Alert, key: UUID | None = None) -> Outcome:
    """The user says that he has read it; it leaves his screens."""

    def work() -> dict[str, Any]:
        return _answer(user, alert, "acknowledged_at", AlertAcknowledged(alert=alert.pk))

    return once(user=user, key=key, verb="acknowledge_alert", request={"alert": alert.pk}, work=work)


def _answer(user: User, alert: Alert, field: str, event: AlertDismissed | AlertAcknowledged) -> dict[str, Any]:
    """The first answer of its sort counts, and is told to the user's other tabs; answering again changes nothing."""
    AlertReceipt.objects.get_or_create(alert=alert, user=user)
    open_receipts = AlertReceipt.objects.filter(alert=alert, user=user, **{field: None})
    if open_receipts.update(**{field: timezone.now()}):
        publish(user_topic(user.pk), event)
    return {"alert": alert.pk}
