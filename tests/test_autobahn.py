"""What is made of the Autobahn test suite's report. The suite itself: ``make autobahn``."""

import json
from pathlib import Path

import pytest

from tests.autobahn.echo import Message, application
from tests.autobahn.report import beyond, failed, faults, has_data_after_close, kind, read, table

GOOD = {"behavior": "OK", "behaviorClose": "OK"}
BAD = {"behavior": "FAILED", "behaviorClose": "OK"}
LOOSE = {"behavior": "NON-STRICT", "behaviorClose": "OK"}
UNCLEAN = {"behavior": "OK", "behaviorClose": "UNCLEAN"}


@pytest.mark.parametrize(
    ("case", "expected"), [(GOOD, "passed"), (BAD, "failed"), (LOOSE, "non-strict"), (UNCLEAN, "failed")]
)
def test_a_case_has_passed_where_both_halves_have(case: dict[str, str], expected: str) -> None:
    assert kind(case) == expected


def test_only_what_the_control_passes_is_held_against_ours() -> None:
    reports = {"daphne": {"1.1": BAD, "1.2": GOOD}, "ours": {"1.1": BAD, "1.2": UNCLEAN}}
    assert beyond(reports, "daphne", ["ours"]) == ["ours: 1.2"]
    assert beyond(reports, "ours", ["daphne"]) == []


def test_failures_stand_in_the_order_of_the_suite() -> None:
    assert failed({"10.1": BAD, "9.1": BAD, "9.2": GOOD}) == ["9.1", "10.1"]


def test_who_was_not_asked_everything_is_refused() -> None:
    reports = {"daphne": {"1.1": GOOD, "1.2": GOOD}, "ours": {"1.1": GOOD}}
    assert faults(reports, "daphne", ["daphne"]) == []
    assert faults(reports, "daphne", ["ours"]) == ["ours was asked other cases than daphne"]
    assert "no cases were run against absent" in faults(reports, "daphne", ["absent"])


def test_the_table_names_what_failed(tmp_path: Path) -> None:
    (tmp_path / "good.json").write_text('{"wirelog": []}')
    (tmp_path / "late.json").write_text('{"wirelog": [["RF", [2, ""], 8], ["RF", [3, "hi!"], 1]]}')
    cases = {"1.1": GOOD | {"reportfile": "good.json"}, "1.2": GOOD | {"reportfile": "late.json"}}
    (tmp_path / "index.json").write_text(json.dumps({"ours": cases}))
    assert table(read(tmp_path)).splitlines()[-1] == "| ours | 2 | 1 | 0 | 0 | 0 | 1 | 1.2 |"


@pytest.mark.parametrize(
    ("opcodes", "expected"), [([1, 8], False), ([8], False), ([1, 2], False), ([8, 1], True), ([1, 8, 9, 0], True)]
)
def test_data_after_a_close_frame_are_found(opcodes: list[int], expected: bool) -> None:
    sent_by_the_suite = ["TF", [0, ""], 1]
    log = [sent_by_the_suite, *(["RF", [0, ""], opcode] for opcode in opcodes), sent_by_the_suite]
    assert has_data_after_close(log) is expected


async def test_the_echo_says_back_what_it_hears_until_the_end() -> None:
    heard: list[Message] = [
        {"type": "websocket.connect"},
        {"type": "websocket.receive", "text": "one"},
        {"type": "websocket.receive", "bytes": b"two"},
        {"type": "websocket.disconnect", "code": 1000},
    ]
    said: list[Message] = []

    async def receive() -> Message:
        return heard.pop(0)

    async def send(message: Message) -> None:
        said.append(message)

    await application({"type": "websocket"}, receive, send)
    assert said == [
        {"type": "websocket.accept"},
        {"type": "websocket.send", "text": "one"},
        {"type": "websocket.send", "bytes": b"two"},
    ]
