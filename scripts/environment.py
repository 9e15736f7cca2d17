"""Make a virtual environment hold what requirements/<level>.txt says: ``environment.py .venv base|test|dev|bench``.

Needs nothing but Python, says each problem in one line, and does nothing where nothing has changed.
"""

import hashlib
import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path

# What holds each level: who has made one for tests need not make one for running.
HOLDERS = {"base": ("base", "test", "dev", "bench"), "test": ("test", "dev"), "dev": ("dev",), "bench": ("bench",)}
OLDEST = (3, 11)
REQUIREMENTS = Path(__file__).resolve().parent.parent / "requirements"


def main(venv: Path, level: str) -> None:
    if sys.version_info < OLDEST:
        sys.exit(f"Python 3.11 or newer is needed, this is {sys.version.split()[0]}: make PYTHON=python3.13 …")
    if any(is_fresh(venv, each) for each in HOLDERS[level]):
        return
    if not has_this_python(venv):
        create(venv)
    install(venv, level)
    for each in HOLDERS:
        stamp(venv, each).unlink(missing_ok=True)
    stamp(venv, level).write_text(fingerprint(level))


def stamp(venv: Path, level: str) -> Path:
    return venv / f".installed-{level}"


def fingerprint(level: str) -> str:
    pins = (REQUIREMENTS / f"{level}.txt").read_bytes()
    return hashlib.sha256(pins + sys.version.encode()).hexdigest()


def is_fresh(venv: Path, level: str) -> bool:
    return stamp(venv, level).exists() and stamp(venv, level).read_text() == fingerprint(level)


def has_this_python(venv: Path) -> bool:
    python = venv / "bin" / "python"
    if not python.exists():
        return False
    version = [str(python), "-c", "import sys; print(sys.version)"]
    return subprocess.run(version, capture_output=True, text=True).stdout.strip() == sys.version


def create(venv: Path) -> None:
    print(f"Making {venv} with Python {sys.version.split()[0]}", flush=True)
    if uv := working_uv():
        command = [uv, "venv", "--quiet", "--clear", "--seed", "--python", sys.executable, str(venv)]
    elif importlib.util.find_spec("ensurepip"):
        command = [sys.executable, "-m", "venv", "--clear", str(venv)]
    else:
        sys.exit("This Python cannot make environments: apt-get install python3-venv (or install uv), then try again.")
    run(command, "the environment could not be made")


def install(venv: Path, level: str) -> None:
    python, pins = str(venv / "bin" / "python"), str(REQUIREMENTS / f"{level}.txt")
    print(f"Installing requirements/{level}.txt", flush=True)
    pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes", "-r", pins]
    uv = working_uv()
    if (
        uv
        and not subprocess.run(
            [uv, "pip", "install", "--quiet", "--python", python, "--require-hashes", "-r", pins]
        ).returncode
    ):
        return
    # uv is a convenience: where it does not know this machine's package index, pip does.
    run(pip, "the requirements could not be installed")


def working_uv() -> str | None:
    """uv, where it is more than a shim of a version manager."""
    uv = shutil.which("uv")
    return uv if uv and not subprocess.run([uv, "--version"], capture_output=True).returncode else None


def run(command: list[str], failure: str) -> None:
    if code := subprocess.run(command).returncode:
        sys.exit(f"{Path(command[0]).name} ended with {code}: {failure}.")


if __name__ == "__main__":
    if len(sys.argv) != 3 or sys.argv[2] not in HOLDERS:
        sys.exit("usage: environment.py DIRECTORY " + "|".join(HOLDERS))
    main(Path(sys.argv[1]), sys.argv[2])
