"""A snapshot and the offset at which it is true."""

from typing import Any

from django.contrib.auth.models import User

from project.realtime.publish import Position, positions
from project.realtime.topics import LogTopic

TRIES = 5


def taken(
    topic: LogTopic[Any], user: User, subject: Any, name: str, tries: int = TRIES
) -> tuple[Position, dict[str, Any]]:
    """Read between two looks at the head until both are the same.

    Every change moves the head in its own transaction, so rows read between two equal heads are exactly those of that
    offset. In a room too busy for that the older head is given: its events say nothing that the rows do not know.
    """
    (before,) = positions([name])
    rows = topic.snapshot(user, subject)
    (after,) = positions([name])
    if before == after or tries <= 1:
        return before, rows
    return taken(topic, user, subject, name, tries - 1)
