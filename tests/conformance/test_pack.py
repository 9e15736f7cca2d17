"""The pack itself: it knows nothing of the product, and leaves nothing of the page out."""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conformance.catalogue import ERRORS, EVENTS, FRAMES, SIGNALS
from tests.conformance.malformed import TABLE
from tests.conformance.shapes import ANYTHING, Either, OneOf, Text, problems
from tests.conformance.test_scripts import CLOSES, COMMANDS, REASONS, SAID, SCRIPTS, UNEXPECTED_CLOSES

HERE = Path(__file__).parent
PAGE = (HERE.parents[1] / "docs" / "protocol.md").read_text()
ALLOWED = {*sys.stdlib_module_names, "websockets", "pytest"}


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


@pytest.mark.parametrize("path", sorted(HERE.rglob("*.py")), ids=lambda path: str(path.relative_to(HERE)))
def test_nothing_of_the_product_is_imported(path: Path) -> None:
    foreign = [name for name in imported(path) if name.partition(".")[0] not in ALLOWED]
    assert [name for name in foreign if not name.startswith("tests.conformance")] == []


def test_every_script_and_every_input_has_a_name_of_its_own() -> None:
    assert len({each.id for each in SCRIPTS}) == len(SCRIPTS)
    assert len({(type(row.sent), str(row.sent)) for row in TABLE}) == len(TABLE) >= 100


def section(heading: str) -> str:
    return re.split(r"^##? ", PAGE.partition(f"\n## {heading}")[2], maxsplit=1, flags=re.MULTILINE)[0]


def test_every_frame_of_the_page_is_known() -> None:
    assert {*FRAMES, "subscribed"} == set(re.findall(r'^\{"type":"(\w+)"', PAGE, re.MULTILINE))
    assert set(re.findall(r"^\| `(\w+)` \| `(?:id|n)`", section("Client to server"), re.MULTILINE)) == SAID | {
        "command"
    }


def test_every_event_signal_and_command_of_the_page_is_known() -> None:
    rows = dict(re.findall(r"^\| `(\w+)[^|]*\| (`\w+`, .*) \|$", PAGE.partition("### Events")[2], re.MULTILINE))
    assert {kind: set(re.findall(r"`(\w+_\w+)`", names)) for kind, names in rows.items()} == {
        kind: set(names) for kind, names in EVENTS.items()
    }
    assert set(SIGNALS) <= set(re.findall(r"`(\w+)`", section("Server to client")))
    assert set(re.findall(r"`([a-z_]+)`", section("Client to server").partition("### Commands")[2])) >= COMMANDS


def test_every_code_of_the_page_is_known() -> None:
    assert {int(code) for code in re.findall(r"(?:^|· )(\d{3}) ", section("Error codes"), re.MULTILINE)} == set(ERRORS)
    closes = {int(code) for code in re.findall(r"\b4[0-3]\d\d (?=[a-z])", section("Close codes"))}
    assert closes == {code for code in CLOSES | UNEXPECTED_CLOSES if code >= 4000}
    assert all(f"`{reason.partition(' ')[2]}`" in PAGE for reason in REASONS)


SHAPE = {"id": int, "name?": Either(str, None), "of": [OneOf("a", 1)], "at": Text("[0-9]+"), "any": ANYTHING}
GOOD: dict[str, object] = {"id": 1, "of": ["a", 1], "at": "12", "any": {}}


def test_a_shape_finds_what_is_wrong() -> None:
    assert list(problems(GOOD, SHAPE, "x")) == []
    assert list(problems(GOOD | {"name": None}, SHAPE, "x")) == []
    bad: list[object] = [
        {"id": True},
        {"id": "1"},
        {"name": 1},
        {"of": ["b"]},
        {"of": {}},
        {"of": [True]},
        {"at": "1x"},
    ]
    bad += [{"more": 1}]
    for change in bad:
        assert len(list(problems(GOOD | change, SHAPE, "x"))) == 1, change  # type: ignore[operator]
    assert list(problems({}, SHAPE, "x")) == [
        "x.id is missing",
        "x.of is missing",
        "x.at is missing",
        "x.any is missing",
    ]
    assert list(problems([], SHAPE, "x")) == ["x is [] and no object"]
