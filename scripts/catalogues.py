"""The translations: collect the texts (GNU gettext) and compile them (Babel). ``--check`` only says what is stale."""

import io
import shutil
import subprocess
import sys
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent
APPS = ("project", "notifications", "chat", "tasks")


def main() -> None:
    if "--check" in sys.argv:
        sys.exit("".join(f"{path} is stale: make messages\n" for path in sources() if is_stale(path)) or None)
    collect()
    for path in sources():
        path.with_suffix(".mo").write_bytes(compiled(path))


def sources() -> list[Path]:
    return sorted(path for app in APPS for path in ROOT.joinpath(app).glob("locale/*/LC_MESSAGES/*.po"))


def compiled(source: Path) -> bytes:
    with source.open("rb") as text:
        catalogue = read_po(text, locale=source.parts[-3])
    binary = io.BytesIO()
    write_mo(binary, catalogue)
    return binary.getvalue()


def is_stale(source: Path) -> bool:
    binary = source.with_suffix(".mo")
    return not binary.exists() or binary.read_bytes() != compiled(source)


def collect() -> None:
    if not shutil.which("xgettext"):
        sys.exit("The texts are collected by GNU gettext: apt-get install gettext, then try again.")
    for app in APPS:
        for domain in ("django", "djangojs"):
            command = [sys.executable, str(ROOT / "manage.py"), "makemessages", "--domain", domain]
            command += [
                "--locale",
                "zh_Hans",
                "--no-obsolete",
                "--no-wrap",
                "--add-location",
                "file",
                "--verbosity",
                "0",
            ]
            subprocess.run(command, cwd=ROOT / app, check=True)


if __name__ == "__main__":
    main()
