"""A room's messages as a file."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib.auth.models import User
from django.utils.translation import gettext

from chat.access import messages_in, room_for
from chat.models import Message
from project.realtime.frames import moment
from tasks.jobs.formats import FileFormat, Row, write_rows
from tasks.meter import Progress

ROWS_AT_ONCE = 500


def export_room(progress: Progress, *, user: User, room_id: int, file_format: FileFormat) -> dict[str, Any]:
    """Everything said in the room and not deleted, as a file to download; cards are no messages."""
    room = room_for(user, room_id)
    messages = messages_in(room).filter(card_kind="")
    total = messages.count()
    found = messages.iterator(chunk_size=ROWS_AT_ONCE)
    with progress.result_file(f"{_file_name(room.name)}.{file_format}") as file:
        write_rows(_rows(progress.track(found, total=total, message=gettext("Writing messages"))), file, file_format)
    return {"exported": int(progress.current)}


def _rows(messages: Iterable[Message]) -> Iterator[Row]:
    for message in messages:
        # Of an imported message the author is the one who said it, so that a copy of a copy is the same.
        author = message.label or message.author.get_username()
        yield {"id": message.pk, "at": moment(message.at), "author": author, "text": message.text}


def _file_name(name: str) -> str:
    """Any script, but nothing that a file system or a header could take for its own."""
    return "".join(sign if sign.isalnum() or sign in " -_" else "_" for sign in name).strip() or "room"
