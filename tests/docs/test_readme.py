"""The README is short, and what the pages tell people to type exists."""

import re
from pathlib import Path

import pytest

from tests.docs.pages import ROOT, named, pages

READMES = ("README.md", "README.zh-CN.md")
MOST_LINES = 80
TARGETS = set(re.findall(r"^([a-z][a-z-]*):", (ROOT / "Makefile").read_text(), re.MULTILINE))
# Django's own, as far as the pages name them.
DJANGOS = {"check", "createsuperuser", "migrate", "runserver", "shell"}
COMMANDS = DJANGOS | {path.stem for path in ROOT.glob("*/**/management/commands/*.py")}


@pytest.mark.parametrize("name", READMES)
def test_it_is_short(name: str) -> None:
    assert len((ROOT / name).read_text().splitlines()) <= MOST_LINES


@pytest.mark.parametrize("page", pages(), ids=named)
def test_every_command_exists(page: Path) -> None:
    """In code, that is: a sentence may make what it likes."""
    text = page.read_text()
    assert set(re.findall(r"(?:^|`)make ([a-z][a-z-]*)", text, re.MULTILINE)) <= TARGETS
    assert set(re.findall(r"manage\.py ([a-z_]+)", text)) <= COMMANDS


def test_both_languages_tell_the_same() -> None:
    """Line for line the same headings, pictures, tables and code blocks; only the words differ."""
    english, chinese = (shape((ROOT / name).read_text()) for name in READMES)
    assert english == chinese


def shape(text: str) -> list[str]:
    marks = [re.match(r"#+|!\[|```|\||- ", line) for line in text.splitlines()]
    return [mark[0] for mark in marks if mark]
