"""Telling users, and what they do with what they were told."""

from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any
from uuid import UUID

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone

from notifications import audiences, kinds
from notifications.access import unread_count
from notifications.events import AllRead, NotificationCreated, NotificationRead
from notifications.faces import notification_on_socket
from notifications.models import Notification
from notifications.validators import validate_link
from project.realtime.commands import Outcome
from project.realtime.fanout import hold, publish_each
from project.realtime.groups import user_topic
from project.realtime.publish import publish
from project.realtime.receipts import once

BATCH = 500


def notify_user(*, user: User, kind: str, values: Mapping[str, Any] | None = None, link: str = "") -> Notification:
    """Put a line into the user's inbox, and on his screen if he is here."""
    (notification,) = notify_users(users=[user], kind=kind, values=values, link=link)
    return notification


def notify_users(
    *, users: Iterable[User], kind: str, values: Mapping[str, Any] | None = None, link: str = ""
) -> list[Notification]:
    """The same line for many, each once."""
    values = dict(values or {})
    kinds.known(kind).render(values)
    if link:
        validate_link(link)
    people = iter(sorted({user.pk: user for user in users}.values(), key=lambda user: user.pk))
    told: list[Notification] = []
    with transaction.atomic():
        while batch := list(islice(people, BATCH)):
            told += _notify(batch, Notification(kind=kind, values=values, link=link))
    return told


def notify_room(
    *, room_id: int, kind: str, values: Mapping[str, Any] | None = None, link: str = ""
) -> list[Notification]:
    """The same line for every member of a room."""
    members = audiences.source("rooms").members([room_id])
    return notify_users(users=members.filter(is_active=True), kind=kind, values=values, link=link)


def _notify(users: list[User], line: Notification) -> list[Notification]:
    # Held before counting: two who tell the same user at once must not both tell him of one unread line.
    hold(user_topic(user.pk) for user in users)
    rows = Notification.objects.bulk_create(
        [Notification(user=user, kind=line.kind, values=line.values, link=line.link) for user in users]
    )
    unread = _unread_counts(users)
    faces = {row: notification_on_socket(row, NotificationCreated, unread=unread[row.user_id]) for row in rows}
    publish_each({user_topic(row.user_id): face for row, face in faces.items()})
    return rows


def _unread_counts(users: list[User]) -> dict[int, int]:
    ids = [user.pk for user in users]
    counted = User.objects.filter(pk__in=ids).annotate(
        unread=Count("notifications", filter=Q(notifications__read_at=None))
    )
    return dict(counted.values_list("pk", "unread"))


def mark_notification_read(*, user: User, notification: Notification, key: UUID | None = None) -> Outcome:
    """Answers ``{"notification": id, "unread": n}``."""

    def work() -> dict[str, Any]:
        hold([user_topic(user.pk)])
        changed = Notification.objects.unread().filter(pk=notification.pk).update(read_at=timezone.now())
        read = NotificationRead(notification=notification.pk, unread=unread_count(user))
        if changed:
            publish(user_topic(user.pk), read)
        return read.model_dump()

    request = {"notification": notification.pk}
    return once(user=user, key=key, verb="mark_notification_read", request=request, work=work)


def mark_all_read(*, user: User, key: UUID | None = None) -> Outcome:
    """Answers ``{"unread": 0}``."""

    def work() -> dict[str, Any]:
        hold([user_topic(user.pk)])
        read = AllRead(unread=0)
        if Notification.objects.for_user(user).unread().update(read_at=timezone.now()):
            publish(user_topic(user.pk), read)
        return read.model_dump()

    return once(user=user, key=key, verb="mark_all_read", request={}, work=work)
