"""Every script, one test each. All of one server are played together before the first is told of."""

import asyncio
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tests.conformance.__main__ import load
from tests.conformance.catalogue import ERRORS, EVENTS, FRAMES, SIGNALS
from tests.conformance.runner import Outcome, Script, run
from tests.conformance.seen import Seen
from tests.conformance.server import Server
from tests.conformance.stage import Skipped

SCRIPTS = load()
# No script can bring these about: what the server does not expect of itself, and a web process that is full.
UNEXPECTED_ERRORS, UNEXPECTED_CLOSES = {500}, {4100, 4101, 4202}
CLOSES = {1007, 1009, 4000, 4001, 4002, 4003, 4004, 4005, 4102, 4103, 4104, 4200, 4201, 4300, 4301}
REASONS = {"reset epoch", "reset trimmed", "unsubscribed removed", "unsubscribed withdrawn"}
SAID = {"hello", "subscribe", "unsubscribe", "history", "ping", "pong"}
COMMANDS = {
    *("post_message", "edit_message", "delete_message", "react", "mark_read", "start_typing", "stop_typing"),
    *("mark_notification_read", "mark_all_read", "dismiss_alert", "acknowledge_alert", "cancel", "retry"),
}

pytestmark = pytest.mark.live

Outcomes = Mapping[Script, Outcome]


@pytest.fixture(scope="session")
def seen() -> Seen:
    return Seen()


@pytest.fixture(scope="session")
def outcomes(request: pytest.FixtureRequest, servers: Mapping[str, Server], seen: Seen) -> Outcomes:
    """Of the scripts that have been asked for, as by ``-k``."""
    wanted = [parameters(item)["script"] for item in request.session.items if "script" in parameters(item)]
    told: dict[Script, Outcome] = {}
    asyncio.run(play_all(servers, wanted, seen, told.__setitem__))
    return told


def parameters(item: pytest.Item) -> Mapping[str, Script]:
    """Of this module's tests, where they have any."""
    call = getattr(item, "callspec", None) if item.nodeid.partition("::")[0].endswith(Path(__file__).name) else None
    return call.params if call else {}


async def play_all(
    servers: Mapping[str, Server], wanted: list[Script], seen: Seen, note: Callable[[Script, Outcome], None]
) -> None:
    kinds = servers.items() if len({server.url for server in servers.values()}) > 1 else [("", servers["usual"])]
    plays = (run(server, [each for each in wanted if kind in ("", each.on)], seen, note) for kind, server in kinds)
    await asyncio.gather(*plays)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.id)
def test_kept(script: Script, outcomes: Outcomes, is_own: bool) -> None:
    error = outcomes[script].error
    if isinstance(error, Skipped) and not is_own:
        pytest.skip(str(error))
    if error:
        raise error


def test_all_that_is_on_the_page_has_been_met(
    request: pytest.FixtureRequest, outcomes: Outcomes, is_own: bool, seen: Seen
) -> None:
    if not is_own or len(outcomes) < len(SCRIPTS):
        pytest.skip("some scripts were left out")
    assert seen.frames == {*FRAMES, "subscribed"}
    assert set(ERRORS) - seen.errors == UNEXPECTED_ERRORS
    assert CLOSES - seen.closes == set()
    assert {f"{kind} {name}" for kind, names in EVENTS.items() for name in names} | set(SIGNALS) == seen.names
    assert seen.reasons == REASONS
    assert seen.said >= SAID | COMMANDS
