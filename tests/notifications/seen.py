"""What somebody has been told: the events of his topic, as every client of his gets them."""

from typing import Any

from django.contrib.auth.models import User

from project.realtime.groups import EVERYONE, user_topic
from project.realtime.models import StoredEvent


def told(user: User) -> list[tuple[str, dict[str, Any]]]:
    return events_of(user_topic(user.pk))


def told_everyone() -> list[tuple[str, dict[str, Any]]]:
    return events_of(EVERYONE)


def events_of(topic: str) -> list[tuple[str, dict[str, Any]]]:
    rows = StoredEvent.objects.filter(stream__topic=topic).order_by("offset")
    return [(row.name, row.data) for row in rows]
