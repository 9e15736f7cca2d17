"""docs/events.md is what the code says, and every event says it in a sentence."""

import subprocess
import sys

import pytest

from project.realtime.events import Event
from tests.docs.pages import ROOT

EVENTS = [event for event in Event.catalogue.values() if not event.__module__.startswith("tests.")]


def test_the_page_is_fresh() -> None:
    command = [sys.executable, "-m", "scripts.events_doc", "--check"]
    compared = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert compared.returncode == 0, compared.stderr


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: str(event.name))
def test_every_event_says_what_happened(event: type[Event]) -> None:
    sentence = vars(event).get("__doc__") or ""
    assert sentence[:1].isupper()
    assert sentence.partition("\n")[0].endswith(".")


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: str(event.name))
def test_the_protocol_names_every_event(event: type[Event]) -> None:
    assert f"`{event.name}`" in (ROOT / "docs" / "protocol.md").read_text()
