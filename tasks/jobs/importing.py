"""Messages from a file into a room: all of them, or none and every bad line by its number."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

from django.contrib.auth.models import User
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from chat.access import room_for
from chat.actions import ImportedMessage, post_imported
from chat.characters import has_controls, shows_something
from chat.texts import clean_text
from project.realtime.errors import Invalid
from tasks.jobs.formats import BadLine, FileFormat, Row, read_rows
from tasks.meter import Progress, UserFacingError

AUTHOR_CHARACTERS = 150
SHOWN_LINES = 5


def import_messages(
    progress: Progress, *, user: User, room_id: int, file_format: FileFormat, file: str
) -> dict[str, Any]:
    room = room_for(user, room_id)
    progress.update(0, message=gettext("Reading the file"))
    messages, bad = _sorted_out(progress, file, file_format)
    if bad:
        raise UserFacingError(_complaint(progress, bad))
    if not messages:
        raise UserFacingError(gettext("There are no messages in this file."))
    count = post_imported(
        author=user, room=room, messages=progress.track(messages, message=gettext("Importing messages"))
    )
    return {"imported": count}


def _sorted_out(progress: Progress, file: str, file_format: FileFormat) -> tuple[list[ImportedMessage], list[BadLine]]:
    messages, bad = [], []
    for entry in _entries(file, file_format):
        if isinstance(entry, BadLine):
            bad.append(entry)
        else:
            messages.append(entry)
        if progress.cancelled:
            progress.advance(0)
    return messages, bad


def _entries(file: str, file_format: FileFormat) -> Iterator[ImportedMessage | BadLine]:
    try:
        for number, row in read_rows(file, file_format):
            yield row if isinstance(row, BadLine) else _message(number, row)
    except BadLine as no_table:
        yield no_table


def _message(number: int, row: Row) -> ImportedMessage | BadLine:
    try:
        return ImportedMessage(at=_moment(row["at"]), author=_author(row["author"]), text=_text(row["text"]))
    except ValueError as error:
        return BadLine(number, str(error))


def _moment(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text.strip())
        # At the ends of time another zone may be beyond them.
        return (at if at.tzinfo else timezone.make_aware(at)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise ValueError(
            gettext("“%(text)s” is no time such as 2026-11-22T10:00:00Z.") % {"text": text[:40]}
        ) from error


def _author(name: str) -> str:
    if not shows_something(name) or has_controls(name, allowed="") or len(name) > AUTHOR_CHARACTERS:
        most = {"most": AUTHOR_CHARACTERS}
        raise ValueError(gettext("The author is a name of at most %(most)d characters.") % most)
    return name


def _text(text: str) -> str:
    try:
        return clean_text(text)
    except Invalid as problem:
        raise ValueError(problem.as_dict()["fields"]["text"]) from problem


def _complaint(progress: Progress, bad: Iterable[BadLine]) -> str:
    """Every bad line goes to the log; the first ones into the error."""
    said = [gettext("Line %(number)d: %(reason)s") % {"number": each.number, "reason": each.reason} for each in bad]
    for line in said:
        progress.log(line)
    summary = ngettext(
        "One line cannot be read, so nothing was imported.",
        "%(count)d lines cannot be read, so nothing was imported.",
        len(said),
    ) % {"count": len(said)}
    more = [gettext("The log has them all.")] if len(said) > SHOWN_LINES else []
    return "\n".join([summary, *said[:SHOWN_LINES], *more])
