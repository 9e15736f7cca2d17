"""The only doors to notifications and alerts. What is not yours and what is not there are one answer."""

from django.contrib.auth.models import AnonymousUser, User
from django.utils import timezone

from notifications.audiences import Audience
from notifications.models import Alert, Notification
from notifications.querysets import AlertQuerySet, NotificationQuerySet
from project.realtime.errors import Forbidden, NotFound

SEND = "notifications.send_alert"


def notifications_for(user: User) -> NotificationQuerySet[Notification]:
    return Notification.objects.for_user(user).newest_first()


def notification_for(user: User, notification_id: int) -> Notification:
    notification = Notification.objects.for_user(user).filter(pk=notification_id).first()
    if notification is None:
        raise NotFound
    return notification


def unread_count(user: User) -> int:
    return Notification.objects.for_user(user).unread().count()


def alerts_for(user: User) -> AlertQuerySet[Alert]:
    """Those that this user is to see now."""
    in_force = Alert.objects.in_force(timezone.now()).addressed_to(user)
    return in_force.unanswered_by(user).most_urgent_first()


def alert_for(user: User, alert_id: int) -> Alert:
    """One that was raised to this user; it may be over, for whoever answers it late."""
    alert = Alert.objects.addressed_to(user).filter(pk=alert_id).first()
    if alert is None:
        raise NotFound
    return alert


def may_send(user: User | AnonymousUser) -> bool:
    return user.has_perm(SEND)


def require_sender(user: User) -> None:
    if not may_send(user):
        raise Forbidden


def alert_of_sender(user: User, alert_id: int) -> Alert:
    """Any alert, for those who may send them."""
    require_sender(user)
    alert = Alert.objects.filter(pk=alert_id).first()
    if alert is None:
        raise NotFound
    return alert


def recipient_count(alert: Alert) -> int:
    """How many people it was addressed to; how many it would be now, while it has not been raised."""
    if alert.raised_at and not alert.everyone:
        return alert.receipts.count()
    return Audience.of(alert).count()
