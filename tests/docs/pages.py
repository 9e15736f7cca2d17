"""The project's files, as somebody finds them who has just cloned it."""

from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# What a machine puts beside them; .gitignore says the same.
# ".git" is a file where somebody works in a worktree.
LEFT_OUT = {"var", "__pycache__", "htmlcov", ".git"}


def files(directory: Path = ROOT) -> Iterator[Path]:
    for path in sorted(directory.iterdir()):
        if path.is_file() and path.suffix != ".pyc" and path.name not in LEFT_OUT:
            yield path
        elif path.is_dir() and path.name not in LEFT_OUT and (path.name == ".ci" or not path.name.startswith(".")):
            yield from files(path)


def pages() -> list[Path]:
    """Every page of documentation."""
    return [path for path in files() if path.suffix == ".md"]


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))
