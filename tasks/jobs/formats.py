"""The files of a room's messages: CSV and JSON Lines, with the columns ``id, at, author, text``. Both ways.

A spreadsheet takes a cell that begins with ``=``, ``+``, ``-``, ``@`` or a tab for a formula. In CSV such a cell
gets an apostrophe in front, and one more where it has some already; reading takes one away again, so nothing is lost.
"""

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from typing import IO, Any

from django.utils.translation import gettext as _

COLUMNS = ("id", "at", "author", "text")
NEEDED = frozenset(COLUMNS) - {"id"}
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_GUARDED = re.compile(r"'+[=+\-@\t\r]")

Row = Mapping[str, Any]


class FileFormat(StrEnum):
    CSV = "csv"
    JSONL = "jsonl"


class BadLine(Exception):
    """A line that cannot be read, with its number, counted from one."""

    def __init__(self, number: int, reason: str) -> None:
        super().__init__(reason)
        self.number, self.reason = number, reason


def write_rows(rows: Iterable[Row], file: IO[bytes], file_format: FileFormat) -> None:
    text = io.TextIOWrapper(file, encoding="utf-8", newline="")
    (_write_csv if file_format == FileFormat.CSV else _write_jsonl)(rows, text)
    text.flush()
    # The file stays open: it is somebody else's.
    text.detach()


def _write_csv(rows: Iterable[Row], file: IO[str]) -> None:
    writer = csv.DictWriter(file, COLUMNS)
    writer.writeheader()
    for row in rows:
        writer.writerow({name: _guard(str(row[name])) for name in COLUMNS})


def _write_jsonl(rows: Iterable[Row], file: IO[str]) -> None:
    for row in rows:
        file.write(json.dumps(dict(row), ensure_ascii=False) + "\n")


def _guard(cell: str) -> str:
    return f"'{cell}" if _FORMULA.match(cell) else cell


def _unguard(cell: str) -> str:
    return cell[1:] if _GUARDED.match(cell) else cell


def read_rows(text: str, file_format: FileFormat) -> Iterator[tuple[int, Row | BadLine]]:
    """Every row with the number of its first line, a bad one as ``BadLine``. What is no table at all raises it."""
    text = text.removeprefix("\ufeff")
    return _read_csv(text) if file_format == FileFormat.CSV else _read_jsonl(text)


def _read_csv(text: str) -> Iterator[tuple[int, Row | BadLine]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    header = _header(reader)
    while True:
        number = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            # Where the quotes do not match, nothing says where the next row begins.
            yield number, BadLine(number, str(error))
            return
        if cells:
            yield number, _csv_row(number, header, cells)


def _header(reader: Iterator[list[str]]) -> list[str]:
    try:
        names = [name.strip() for name in next(reader, [])]
    except csv.Error as error:
        raise BadLine(1, str(error)) from error
    if not NEEDED <= set(names) <= set(COLUMNS) or len(set(names)) != len(names):
        raise BadLine(1, _("The first line names the columns: id, at, author, text."))
    return names


def _csv_row(number: int, header: list[str], cells: list[str]) -> Row | BadLine:
    if len(cells) != len(header):
        words = {"needed": len(header), "found": len(cells)}
        return BadLine(number, _("%(needed)d cells are needed, here are %(found)d.") % words)
    return {name: _unguard(cell) for name, cell in zip(header, cells, strict=True)}


def _read_jsonl(text: str) -> Iterator[tuple[int, Row | BadLine]]:
    # Not splitlines: a text may hold other characters that it takes for line ends.
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            yield number, _json_row(number, line)


def _json_row(number: int, line: str) -> Row | BadLine:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        return BadLine(number, _("This is not JSON."))
    if not isinstance(row, dict) or not NEEDED <= set(row) <= set(COLUMNS):
        return BadLine(number, _("An object with at, author and text is needed, and id at most."))
    if not all(isinstance(row[name], str) for name in NEEDED):
        return BadLine(number, _("at, author and text are texts."))
    return row
