"""What the browser follows on every page: the user's own topic, and everyone's."""

from typing import Annotated, Any
from uuid import UUID

from django.contrib.auth.models import User
from pydantic import Field

from notifications import access, actions
from notifications.faces import AlertFace, NotificationFace, alert_face, notification_on_socket
from project.realtime.commands import Command, Outcome
from project.realtime.errors import NotFound
from project.realtime.groups import EVERYONE, user_topic
from project.realtime.topics import LogTopic, carried_states, number

SNAPSHOT_NOTIFICATIONS = 20
Id = Annotated[int, Field(ge=1, le=2**53 - 1)]


class MarkNotificationRead(Command[User]):
    notification: Id

    def run(self, *, user: User, subject: User, key: UUID | None) -> Outcome:
        notification = access.notification_for(user, self.notification)
        return actions.mark_notification_read(user=user, notification=notification, key=key)


class MarkAllRead(Command[User]):
    def run(self, *, user: User, subject: User, key: UUID | None) -> Outcome:
        return actions.mark_all_read(user=user, key=key)


class DismissAlert(Command[User]):
    alert: Id

    def run(self, *, user: User, subject: User, key: UUID | None) -> Outcome:
        return actions.dismiss_alert(user=user, alert=access.alert_for(user, self.alert), key=key)


class AcknowledgeAlert(Command[User]):
    alert: Id

    def run(self, *, user: User, subject: User, key: UUID | None) -> Outcome:
        return actions.acknowledge_alert(user=user, alert=access.alert_for(user, self.alert), key=key)


class UserTopic(LogTopic[User]):
    """``user:<id>``, for that user alone."""

    prefix = "user"
    commands = (MarkNotificationRead, MarkAllRead, DismissAlert, AcknowledgeAlert)

    def subject_for(self, user: User, key: str) -> User:
        if number(key) != user.pk:
            raise NotFound
        return user

    def snapshot(self, user: User, subject: User) -> dict[str, Any]:
        newest = access.notifications_for(user)[:SNAPSHOT_NOTIFICATIONS]
        return {
            "unread": access.unread_count(user),
            "notifications": [notification_on_socket(each, NotificationFace).wire() for each in newest],
            "tasks": carried_states(user_topic(user.pk)),
        }

    def history(self, user: User, subject: User, before: int | None, limit: int) -> dict[str, Any]:
        older = access.notifications_for(user)
        if before is not None:
            older = older.filter(pk__lt=before)
        found = list(older[: limit + 1])
        items = [notification_on_socket(each, NotificationFace).wire() for each in reversed(found[:limit])]
        return {"items": items, "more": len(found) > limit}


class EveryoneTopic(LogTopic[None]):
    """``everyone``: alerts to all. Its snapshot holds what this user is to see, to whomever it was addressed."""

    prefix = EVERYONE

    def subject_for(self, user: User, key: str) -> None:
        if key:
            raise NotFound

    def snapshot(self, user: User, subject: None) -> dict[str, Any]:
        return {"alerts": [alert_face(alert, AlertFace).wire() for alert in access.alerts_for(user)]}
