"""What a log says of a socket, and what it never says."""

import asyncio
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.auth.models import User

from chat.models import Room
from project.realtime.groups import user_topic
from tests.cast import session_of
from tests.docs.pages import ROOT
from tests.harness.fixtures import Connect
from tests.harness.lines import JSON_LINES, line_of, lines
from tests.harness.servers import Web

TOLD = (ROOT / "docs" / "metrics.md").read_text().partition("## The log")[2]


@pytest.fixture(scope="module")
def written_process(django_db_setup: None, logs: Path) -> Iterator[Web]:
    web = Web(logs, name="written", **JSON_LINES)
    web.start()
    yield web
    web.stop()


@pytest.fixture
def written_web(written_process: Web, committed: None) -> Web:
    """A web process whose log is read."""
    return written_process


async def test_a_socket_has_a_line_when_it_comes_and_one_when_it_goes(
    connect: Connect, written_web: Web, alice: User, bob: User, carol: User, room: Room
) -> None:
    session = session_of(alice)
    hers = await connect(alice, to=written_web, session=session)
    his, carols = await connect(bob, to=written_web), await connect(carol, to=written_web)
    await hers.hello(room.topic)
    await his.hello(room.topic)
    await carols.hello(user_topic(carol.pk))
    await hers.command(room.topic, "post_message", {"text": "between us"})
    await his.expect("message_posted", text="between us")
    await hers.close()
    name = {"connection": hers.welcome["connection"], "user_id": alice.pk}
    ended = await asyncio.to_thread(line_of, written_web, event="connection_closed", **name)
    assert (ended["code"], ended["frames"]) == (1000, 2)
    assert ended["seconds"] >= 0
    (began,) = lines(written_web, event="connection_opened", **name)
    assert (began["path"], began["ip"]) == ("/ws/", "127.0.0.1")
    assert began["user_agent"].startswith("Python")
    assert set(began) | set(ended) <= set(re.findall("`([a-z_]+)`", TOLD))
    others = lines(written_web, connection=carols.welcome["connection"])
    assert [line["event"] for line in others] == ["connection_opened"]
    assert not [secret for secret in (session, "between us") if secret in written_web.output()]
    await carols.expect_nothing()


async def test_the_server_says_with_which_code_it_ended(connect: Connect, written_web: Web) -> None:
    nobody = await connect(None, to=written_web)
    assert await nobody.expect_close() == 4301
    ended = await asyncio.to_thread(line_of, written_web, event="connection_closed", user_id=None)
    assert ended["code"] == 4301
