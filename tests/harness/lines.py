"""The log of one of our processes that writes JSON."""

import json
from typing import Any

from tests.harness.program import Program, wait_until

JSON_LINES = {"LOG_FORMAT": "json", "LOG_LEVEL": "INFO"}
LINE_SECONDS = 10.0

Line = dict[str, Any]


def lines(program: Program, **fields: object) -> list[Line]:
    """Those with these fields."""
    written = [json.loads(line) for line in program.output().splitlines() if line.startswith("{")]
    return [line for line in written if fields.items() <= line.items()]


def line_of(program: Program, **fields: object) -> Line:
    """The first with these fields, as soon as it is there."""
    wait_until(lambda: lines(program, **fields), LINE_SECONDS, program.describe)
    return lines(program, **fields)[0]
