"""Reading the stored log."""

from collections.abc import Collection

from project.realtime import frames
from project.realtime.feed import READ_FRAMES, FrameRows
from project.realtime.incarnation import look
from project.realtime.models import StoredEvent, Stream
from project.realtime.witness import Seen

Heads = dict[str, tuple[str, int]]

# As this process last read them.
_standing: Heads = {}


def frames_from(topic: str, first: int) -> FrameRows:
    """Up to ``READ_FRAMES`` frames of ``topic``, offset by offset from ``first``, which is known to be committed."""
    rows = list(StoredEvent.objects.filter(stream__topic=topic, offset__gte=first).order_by("offset")[:READ_FRAMES])
    if not rows:
        # Nobody asks for what is still to come: it has been pruned, or forgotten.
        look()
    return [(row.offset, frames.event(topic, row.offset, row.name, row.data, row.at)) for row in rows]


def heads(topics: Collection[str]) -> Heads:
    """``{topic: (epoch, head)}`` of those that exist, in one query. Heads that went back are those of a restored
    database: then the answer has new epochs."""
    global _standing
    before, standing = _standing, _read_heads(topics)
    if suspects := _went_back(before, standing):
        look(suspects)
        standing = _read_heads(topics)
    _standing = standing
    return standing


def _read_heads(topics: Collection[str]) -> Heads:
    rows = Stream.objects.filter(topic__in=topics).values_list("topic", "epoch", "head")
    return {topic: (epoch, head) for topic, epoch, head in rows}


def _went_back(before: Heads, now: Heads) -> list[Seen]:
    known = ((topic, *before[topic]) for topic in now if topic in before)
    return [Seen(topic, epoch, head) for topic, epoch, head in known if now[topic][0] == epoch and now[topic][1] < head]
