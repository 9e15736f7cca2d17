"""docs/architecture.md names each module of the realtime core once, and docs/decisions/README.md each decision."""

import re

from tests.docs.pages import ROOT

PAGE = (ROOT / "docs" / "architecture.md").read_text()
DECISIONS = ROOT / "docs" / "decisions"
CORE = ROOT / "project" / "realtime"
# What Django asks for in every app.
DJANGOS = {"__init__.py", "apps.py"}


def test_each_module_of_the_core_stands_in_the_table_once() -> None:
    table = PAGE.partition("In `project/realtime/`:")[2].partition("\n## ")[0]
    firsts = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    named = re.findall(r"`(\w+\.py)`", " ".join(firsts))
    assert sorted(named) == sorted({path.name for path in CORE.glob("*.py")} - DJANGOS)


def test_each_decision_is_listed_by_its_number_and_title() -> None:
    """Numbers go up by one, from 0001: two branches that took the same one are found here."""
    records = sorted(DECISIONS.glob("[0-9]*.md"))
    assert [path.name[:4] for path in records] == [f"{n:04}" for n in range(1, len(records) + 1)]
    titles = [path.read_text().splitlines()[0].removeprefix("# ") for path in records]
    rows = re.findall(r"^\| \[(\d{4})\]\((\S+)\) \| (.+) \|$", (DECISIONS / "README.md").read_text(), re.MULTILINE)
    assert [(name, f"{number} {title}") for number, name, title in rows] == [
        (path.name, title) for path, title in zip(records, titles, strict=True)
    ]
