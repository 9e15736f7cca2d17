"""Every link within the documentation leads somewhere."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.docs.pages import named, pages

LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


def links(page: Path) -> Iterator[str]:
    for target in LINK.findall(FENCED.sub("", page.read_text())):
        if not target.startswith(("http://", "https://", "mailto:")):
            yield target


def anchors(page: Path) -> set[str]:
    """As GitHub makes them of headings."""
    headings = HEADING.findall(FENCED.sub("", page.read_text()))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", pages(), ids=named)
def test_every_link_leads_somewhere(page: Path) -> None:
    lost = [target for target in links(page) if not leads(page, target)]
    assert not lost


def leads(page: Path, target: str) -> bool:
    path, _hash, anchor = target.partition("#")
    found = page.parent / path if path else page
    return found.exists() and (not anchor or anchor in anchors(found))


def test_every_page_can_be_reached_from_the_readme() -> None:
    start = next(page for page in pages() if named(page) == "README.md")
    reached, waiting = {start}, [start]
    while waiting:
        page = waiting.pop()
        found = {(page.parent / target.partition("#")[0]).resolve() for target in links(page)}
        waiting += [each for each in found - reached if each.suffix == ".md" and each.exists()]
        reached |= {each for each in found if each.suffix == ".md"}
    assert {named(page) for page in pages()} <= {named(page) for page in reached}
