"""What clients are told of notifications and alerts. ``unread`` is always the whole count, never a difference."""

from notifications.faces import AlertFace, NotificationFace
from project.realtime.events import Event


class NotificationCreated(NotificationFace, Event):
    """You have been told something; ``unread`` is how many notifications you have not read."""

    unread: int


class NotificationRead(Event):
    """You have read a notification, perhaps in another tab."""

    notification: int
    unread: int


class AllRead(Event):
    """You have read all your notifications."""

    unread: int


class AlertRaised(AlertFace, Event):
    """An alert is in force: to everyone on ``everyone``, else to each of those addressed on his own topic."""


class AlertWithdrawn(Event):
    """An alert was withdrawn; take it off the screen."""

    alert: int


class AlertDismissed(Event):
    """You have dismissed an alert, perhaps on another device."""

    alert: int


class AlertAcknowledged(Event):
    """You have acknowledged an alert, perhaps on another device."""

    alert: int
