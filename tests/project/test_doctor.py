from pathlib import Path

import pytest

from tests.project.commands import free_port, manage


@pytest.mark.slow
def test_names_what_is_broken_and_how_to_mend_it(tmp_path: Path) -> None:
    told = manage("doctor", DATA_DIR=str(tmp_path), REDIS_URL=f"redis://:hidden@127.0.0.1:{free_port()}/0")
    assert told.returncode == 1
    assert "ok   database\n" in told.stdout
    assert "FAIL redis: no answer (ConnectionError)\n     Start Redis or mend REDIS_URL" in told.stdout
    assert "FAIL channel_layer" in told.stdout
    assert "FAIL worker" in told.stdout
    assert "FAIL migrations" in told.stdout
    assert "hidden" not in told.stdout + told.stderr
    assert "Traceback" not in told.stderr


@pytest.mark.slow
def test_says_a_lost_redis_in_one_line_before_runserver(tmp_path: Path) -> None:
    # An address that cannot be bound ends it right after its checks.
    told = manage("runserver", "--noreload", "192.0.2.1:80", DATA_DIR=str(tmp_path), REDIS_URL="redis://127.0.0.1:1/0")
    assert "manage.py dev" in told.stderr
