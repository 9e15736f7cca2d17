"""What is written is read back the same, in both formats, whatever people say."""

import csv
import io

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tasks.jobs.formats import COLUMNS, BadLine, FileFormat, read_rows, write_rows

TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\r\x00"), max_size=60)
ROWS = st.lists(st.fixed_dictionaries({"id": st.integers(1), "at": TEXT, "author": TEXT, "text": TEXT}), max_size=8)


def written(rows: list[dict[str, object]], file_format: FileFormat) -> str:
    file = io.BytesIO()
    write_rows(rows, file, file_format)
    return file.getvalue().decode()


@pytest.mark.parametrize("file_format", list(FileFormat))
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # a busy machine is no failure
@given(rows=ROWS)
def test_there_and_back(file_format: FileFormat, rows: list[dict[str, object]]) -> None:
    found = [row for _number, row in read_rows(written(rows, file_format), file_format)]
    assert not any(isinstance(row, BadLine) for row in found)
    assert [{name: str(row[name]) for name in COLUMNS} for row in found] == [  # type: ignore[index]  # none is bad
        {name: str(row[name]) for name in COLUMNS} for row in rows
    ]


@pytest.mark.parametrize("text", ["=1+1", "'=1+1", "+49", "-1", "@SUM(A1)", "\t=x", "'''@"])
def test_no_cell_is_a_formula(text: str) -> None:
    file = written([{"id": 1, "at": "now", "author": "a", "text": text}], FileFormat.CSV)
    (_header, cells) = csv.reader(io.StringIO(file, newline=""))
    assert cells[3] == f"'{text}"


def test_a_line_has_the_number_that_an_editor_shows() -> None:
    text = '\ufeffat,author,text\nnow,a,"one\ntwo"\n\nnow,b\nnow,c,three\n'
    found = {number: isinstance(row, BadLine) for number, row in read_rows(text, FileFormat.CSV)}
    assert found == {2: False, 5: True, 6: False}


@pytest.mark.parametrize(
    ("file_format", "text", "bad"),
    [
        ("csv", 'at,author,text\nnow,a,"never closed\nnow,b,x\n', {2}),
        ("csv", 'at,author,text\nnow,a,"x"y\n', {2}),
        (
            "jsonl",
            '{"at":"now","author":"a","text":"x"}\n\n[1]\n{"at":"now"}\nnonsense\n{"at":1,"author":"a","text":"x"}',
            {3, 4, 5, 6},
        ),
        ("jsonl", '{"at":"now","author":"a","text":"x","html":"<b>"}', {1}),
        ("jsonl", "[" * 100_000, {1}),
    ],
)
def test_bad_lines_are_told_apart(file_format: str, text: str, bad: set[int]) -> None:
    found = read_rows(text, FileFormat(file_format))
    assert {number for number, row in found if isinstance(row, BadLine)} == bad


@pytest.mark.parametrize("header", ["", "at,text", "at,author,text,html", "at,at,author,text", "{}", '"'])
def test_a_file_without_its_columns_is_no_table(header: str) -> None:
    with pytest.raises(BadLine):
        list(read_rows(header, FileFormat.CSV))
