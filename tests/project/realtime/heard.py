"""What was said in a room, as SQL has it and as a client was told."""

from typing import Any

from chat.models import Room
from project.realtime.models import StoredEvent
from tests.harness.client import Client

Said = list[tuple[int, str]]


def said_in(room: Room, after: int = 0) -> Said:
    """Offset and text of every message after that offset, in the order of SQL."""
    rows = StoredEvent.objects.filter(stream__topic=room.topic, name="message_posted", offset__gt=after)
    return [(row.offset, row.data["text"]) for row in rows.order_by("offset")]


def heard_by(client: Client, room: Room) -> Said:
    """The same as this client was told, in the order in which it was."""
    return [(frame["offset"], frame["data"]["text"]) for frame in client.seen if _is_message(frame, room)]


async def hear_the_last(client: Client, room: Room, *, within: float) -> None:
    """Until this client has been told of the newest message in SQL, or holds it already."""
    newest = said_in(room)[-1]
    if newest not in heard_by(client, room):
        await client.expect("message_posted", topic=room.topic, text=newest[1], within=within)


def told_anything(client: Client) -> list[dict[str, Any]]:
    return [frame for frame in client.seen if frame["type"] in {"event", "state", "change", "signal", "reset"}]


def _is_message(frame: dict[str, Any], room: Room) -> bool:
    return (frame["type"], frame.get("topic"), frame.get("name")) == ("event", room.topic, "message_posted")
