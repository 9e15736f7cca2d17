"""docs/settings.md lists every variable the settings read, with its true defaults and limits."""

import json
import re
import subprocess
import sys
from pathlib import Path

from tests.project.commands import ROOT, environment

SHOW = """
import json, project.settings
from project.environment import variables
print(json.dumps({name: [each.default, each.expected] for name, each in variables.items()}))
"""
REAL = {
    "DATABASE_URL": "postgres://u@h/n",
    "REDIS_URL": "redis://h",
    "SECRET_KEY": "s" * 40,
    "ALLOWED_HOSTS": "chat.example.org",
}
ROW = re.compile(
    r"^\| `(?P<name>[A-Z_]+)` \| (?P<embedded>.*?) \| (?P<real>.*?) \| (?P<expected>.*?) \| (?P<does>.+) \|$"
)


def read_by_the_settings(data_dir: Path, **variables: str) -> dict[str, list[str]]:
    given = environment(DATA_DIR=str(data_dir), **variables)
    shown = subprocess.run(
        [sys.executable, "-c", SHOW], cwd=ROOT, env=given, capture_output=True, text=True, check=True
    )
    text = shown.stdout.replace(str(data_dir), "DATA_DIR").replace(str(ROOT / "var"), "var")
    found: dict[str, list[str]] = json.loads(text)
    return found


def test_the_table_is_true(tmp_path: Path) -> None:
    lines = (ROOT / "docs" / "settings.md").read_text().splitlines()
    rows = {row["name"]: row for line in lines if (row := ROW.match(line))}
    embedded, real = read_by_the_settings(tmp_path), read_by_the_settings(tmp_path, **REAL)
    assert sorted(rows) == sorted(embedded)
    for name, (default, expected) in embedded.items():
        assert rows[name]["embedded"] == (f"`{default}`" if default else "—"), name
        assert rows[name]["expected"] == expected, name
    for name, (default, _expected) in real.items():
        assert rows[name]["real"] == (f"`{default}`" if default else "—"), name
