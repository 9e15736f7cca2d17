"""Pin requirements/*.in with hashes, for every Python and machine at once. ``--upgrade`` takes newer versions."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# No address of a package index may end up in a file: each machine has its own.
OPTIONS = [
    "--universal",
    "--python-version",
    "3.11",
    "--generate-hashes",
    "--no-emit-index-url",
    "--no-emit-find-links",
]
OPTIONS += ["--no-header", "--quiet"]


def pin(level: str) -> None:
    source, pins = f"requirements/{level}.in", f"requirements/{level}.txt"
    command = [sys.executable, "-m", "uv", "pip", "compile", *OPTIONS, *sys.argv[1:], source, "-o", pins]
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    print(pins)


if __name__ == "__main__":
    for level in ("base", "test", "dev", "bench"):
        pin(level)
