"""No file of the project says on which machine it was made."""

import re

import pytest

from tests.docs.pages import ROOT, files, named

BINARY = {".mo", ".png", ".ico", ".woff2"}
# In pieces, or this file would be the first to say it.
HOMES = "|".join(("/" + place) for place in ("home/[a-z]", "Users/[a-z]", "root/", "work/"))
INDEXES = "|".join(
    ("index" + "-url [^-]", "extra-" + "index", "python" + "hosted", "pypi" + r"\.(?!org/)", "registry" + r"\.")
)
TELLING = re.compile(f"(?<![\\w.])(?:{HOMES})|{INDEXES}")


@pytest.mark.parametrize("top", sorted({named(path).split("/")[0] for path in files()}))
def test_no_machine_is_named(top: str) -> None:
    found = [path for path in files() if named(path).split("/")[0] == top and path.suffix not in BINARY]
    telling = {named(path): TELLING.findall(path.read_text(errors="replace")) for path in found}
    assert {name: words for name, words in telling.items() if words} == {}


def test_the_pages_are_found() -> None:
    assert ROOT / "README.md" in set(files())
