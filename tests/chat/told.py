"""What a topic's log says, as any client would be told it."""

from typing import Any

from project.realtime.models import StoredEvent


def told(topic: str) -> list[tuple[str, dict[str, Any]]]:
    events = StoredEvent.objects.filter(stream__topic=topic).order_by("offset")
    return [(event.name, event.data) for event in events]


def names(topic: str) -> list[str]:
    return [name for name, _data in told(topic)]
