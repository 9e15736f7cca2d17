"""Reading the stored log."""

from collections.abc import Collection

from project.realtime import frames
from project.realtime.feed import READ_FRAMES, FrameRows
from project.realtime.models import StoredEvent, Stream


def frames_from(topic: str, first: int) -> FrameRows:
    """Up to ``READ_FRAMES`` frames of ``topic``, offset by offset from ``first``."""
    rows = StoredEvent.objects.filter(stream__topic=topic, offset__gte=first).order_by("offset")[:READ_FRAMES]
    return [(row.offset, frames.event(topic, row.offset, row.name, row.data, row.at)) for row in rows]


def heads(topics: Collection[str]) -> dict[str, tuple[str, int]]:
    """``{topic: (epoch, head)}`` of those that exist, in one query."""
    rows = Stream.objects.filter(topic__in=topics).values_list("topic", "epoch", "head")
    return {topic: (epoch, head) for topic, epoch, head in rows}
