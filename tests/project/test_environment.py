"""Nonsense in the environment ends the start with one line that names the variable and what is expected."""

from pathlib import Path

import pytest

from tests.project.commands import manage, python

NONSENSE = [
    ("PORT", "many", "PORT='many' is not a whole number from 1 to 65535."),
    ("PORT", "0", "PORT='0' is not a whole number from 1 to 65535."),
    ("DEBUG", "maybe", "DEBUG='maybe' is not on or off."),
    ("TIME_ZONE", "Mars/Olympus", "TIME_ZONE='Mars/Olympus' is not a time zone such as Asia/Shanghai."),
    ("LANGUAGE_CODE", "tlh", "LANGUAGE_CODE='tlh' is not one of en, zh-hans."),
    ("LOG_FORMAT", "xml", "LOG_FORMAT='xml' is not one of console, json."),
    ("SECRET_KEY", "short", "SECRET_KEY is not a random text of 32 characters or more."),
    (
        "DATABASE_URL",
        "mysql://secret@h/n",
        "DATABASE_URL is not an address such as postgres://user:password@host/name.",
    ),
    ("REDIS_URL", "http://secret@h", "REDIS_URL is not an address such as redis://localhost:6379/0."),
]

# Each starts Python and Django anew.
pytestmark = pytest.mark.slow


@pytest.mark.parametrize(("name", "value", "line"), NONSENSE)
def test_nonsense_is_named(name: str, value: str, line: str, tmp_path: Path) -> None:
    refused = manage("check", **{"DATA_DIR": str(tmp_path), name: value})
    assert (refused.returncode, refused.stderr) == (1, f"Not started: {line}\n")


def test_off_the_embedded_default_nothing_secret_has_a_default(tmp_path: Path) -> None:
    given = {"DATA_DIR": str(tmp_path), "DATABASE_URL": "postgres://u@h/n"}
    assert "SECRET_KEY is not set" in manage("check", **given).stderr
    given["SECRET_KEY"] = "s" * 40
    assert "ALLOWED_HOSTS is not set" in manage("check", **given).stderr
    given["ALLOWED_HOSTS"] = "chat.example.org"
    assert "REDIS_URL is not set" in manage("check", **given).stderr


def test_a_secret_is_read_from_its_file(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("k" * 40 + "\n")
    script = "from django.conf import settings; print(settings.SECRET_KEY)"
    shown = manage("shell", "-v", "0", "-c", script, DATA_DIR=str(tmp_path), SECRET_KEY_FILE=str(tmp_path / "key"))
    assert shown.stdout.strip() == "k" * 40


def test_the_embedded_key_is_made_once_and_is_private(tmp_path: Path) -> None:
    assert python("-c", "import project.settings", DATA_DIR=str(tmp_path)).returncode == 0
    key = (tmp_path / "secret_key").read_text()
    assert python("-c", "import project.settings", DATA_DIR=str(tmp_path)).returncode == 0
    assert (tmp_path / "secret_key").read_text() == key
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600
