"""Redis that is away is told of once by each who needs it, by a line that says what the error is."""

import logging
from collections.abc import Callable, Iterator

import pytest
from pytest_django import Settings

from project.realtime import lapsing, limits
from project.realtime.outage import Outage
from tests.project.commands import free_port


@pytest.fixture
def away(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No Redis listens there, and every call asks again."""
    settings.REDIS_URLS = [f"redis://127.0.0.1:{free_port()}/0"]
    forget_clients()
    for module in (lapsing, limits):
        monkeypatch.setattr(module, "AWAY_SECONDS", 0.0)
        monkeypatch.setattr(module, "_away_until", 0.0)
    yield
    forget_clients()


def forget_clients() -> None:
    lapsing._script.cache_clear()
    limits._shared.cache_clear()


def look() -> None:
    with pytest.raises(lapsing.Away):
        lapsing.run("return 1", ["key"])


def take() -> None:
    limits.take("outage", 1, 100, "alice")


@pytest.mark.parametrize(("module", "ask"), [(lapsing, look), (limits, take)])
def test_many_who_ask_in_vain_make_one_line(
    away: None,
    module: object,
    ask: Callable[[], None],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(module, "_outage", Outage(logging.getLogger("outage"), "what is tried"))
    for _ in range(3):
        ask()
    (line,) = [record.getMessage() for record in caplog.records if record.name == "outage"]
    assert line.startswith("what is tried fails; nothing more is said of it until it works again: ")
    assert "Error 111" in line or "refused" in line


def test_the_end_says_how_many_failed(caplog: pytest.LogCaptureFixture) -> None:
    outage = Outage(logging.getLogger("outage"), "what is tried")
    outage.worked()
    for _ in range(3):
        outage.failed(OSError("gone"))
    outage.worked()
    outage.worked()
    first, last = [record.getMessage() for record in caplog.records]
    assert first.endswith("OSError: gone")
    assert last == "what is tried works again after 0 s; 3 failed meanwhile"
