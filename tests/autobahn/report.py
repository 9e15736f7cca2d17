"""What the suite found, counted and compared."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

Report = Mapping[str, Mapping[str, str]]
# Everything else that the suite may say of a case is a failure.
KINDS = {"OK": "passed", "NON-STRICT": "non-strict", "INFORMATIONAL": "informational", "UNIMPLEMENTED": "not there"}
COLUMNS = ("passed", "non-strict", "informational", "not there", "failed")


CLOSE, DATA = 8, (0, 1, 2)


def read(directory: Path) -> dict[str, Report]:
    """By agent and case, from the suite's ``index.json``; and what the suite does not look for is a failure here."""
    found: dict[str, dict[str, dict[str, str]]] = json.loads((directory / "index.json").read_text())
    for report in found.values():
        for case in report.values():
            log = json.loads((directory / case["reportfile"]).read_text())["wirelog"]
            if has_data_after_close(log):
                case["behavior"] = "DATA AFTER CLOSE"
    return dict(found)


def has_data_after_close(log: Sequence[Sequence[Any]]) -> bool:
    """RFC 6455, 5.5.1: after its close frame a server sends no more data. ``RF`` are frames received from it."""
    opcodes = [entry[2] for entry in log if entry[0] == "RF"]
    return CLOSE in opcodes and any(opcode in DATA for opcode in opcodes[opcodes.index(CLOSE) :])


def kind(case: Mapping[str, str]) -> str:
    """A case has passed only if the connection was closed properly too."""
    behaviour = KINDS.get(case["behavior"], "failed")
    return behaviour if case["behaviorClose"] in KINDS else "failed"


def failed(report: Report) -> list[str]:
    return sorted((name for name, case in report.items() if kind(case) == "failed"), key=_numbers)


def _numbers(case: str) -> list[int]:
    return [int(part) for part in case.split(".")]


def table(reports: Mapping[str, Report]) -> str:
    lines = [["server", "cases", *COLUMNS, "which failed"]]
    for agent, report in reports.items():
        counts = Counter(kind(case) for case in report.values())
        numbers = [str(counts[column]) for column in COLUMNS]
        lines.append([agent, str(len(report)), *numbers, ", ".join(failed(report)) or "none"])
    lines.insert(1, ["---"] * len(lines[0]))
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)


def faults(reports: Mapping[str, Report], control: str, agents: list[str]) -> list[str]:
    """Why nothing can be said: somebody was not asked everything."""
    asked = {agent: reports.get(agent, {}).keys() for agent in (control, *agents)}
    found = [f"no cases were run against {agent}" for agent, cases in asked.items() if not cases]
    found += [f"{agent} was asked other cases than {control}" for agent in agents if asked[agent] != asked[control]]
    return found


def beyond(reports: Mapping[str, Report], control: str, agents: list[str]) -> list[str]:
    """What fails with one of ``agents`` and not with the control."""
    known = set(failed(reports[control]))
    return [f"{agent}: {case}" for agent in agents for case in failed(reports[agent]) if case not in known]
