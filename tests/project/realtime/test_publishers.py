"""Whoever publishes, in however many processes, and however it ends: what is committed is heard, and nothing else."""

import asyncio
from contextlib import ExitStack

import pytest
from django.contrib.auth.models import User

from chat.actions import add_member, post_message
from chat.models import Room
from project.realtime.groups import user_topic
from tests.cast import new_user
from tests.harness.client import Client
from tests.harness.figures import Figures
from tests.harness.fixtures import Connect
from tests.harness.servers import Web
from tests.harness.speaker import CHANGES_ITS_MIND, DIES_AFTER_COMMIT, DIES_BEFORE_COMMIT, ON_AND_ON, THIRTY, speaking
from tests.project.realtime.heard import hear_the_last, heard_by, said_in

WHOLE_SECONDS = 5.0
PUBLISHERS, JOINS = 4, 20
SHOWN = 50


async def test_several_at_once_are_one_log(
    connect: Connect, strict_web: Web, carols: Client, alice: User, bob: User, room: Room
) -> None:
    """Three who listen, on two web processes, hear all of it in the order of SQL, once."""
    dave = new_user("dave")
    add_member(by=alice, room=room, user=dave)
    hers, his, daves = await connect(alice), await connect(bob, to=strict_web), await connect(dave)
    for client in (hers, his, daves):
        await client.hello(room.topic)
    with ExitStack() as stack:
        names = [f"speaker {number}" for number in range(PUBLISHERS)]
        speakers = [stack.enter_context(speaking(THIRTY, alice, room, name)) for name in names]
        await asyncio.gather(*[speaker.begin() for speaker in speakers])
        assert [await speaker.end() for speaker in speakers] == [0] * PUBLISHERS
    said = said_in(room)
    assert {text for _offset, text in said} == {f"{name} {number}" for name in names for number in range(30)}
    for client in (hers, his, daves):
        await hear_the_last(client, room, within=WHOLE_SECONDS)
        await client.settle()
        assert heard_by(client, room) == said
    await carols.expect_nothing()


async def test_who_joins_while_somebody_publishes_misses_nothing(
    connect: Connect, carols: Client, alice: User, bob: User, room: Room
) -> None:
    """Twenty times: the snapshot and what follows are the whole log. A snapshot may know what follows already."""
    joined: list[tuple[Client, int, list[str]]] = []
    with speaking(ON_AND_ON, alice, room, "on and on") as speaker:
        await speaker.begin()
        for number in range(JOINS):
            client = await connect((alice, bob)[number % 2])
            (answer,) = await client.hello(room.topic)
            joined.append((client, answer["offset"], [each["text"] for each in answer["snapshot"]["messages"]]))
            # It goes on being said.
            await client.expect("message_posted", topic=room.topic)
        assert await speaker.end() == 0
    said = said_in(room)
    for client, offset, shown in joined:
        await hear_the_last(client, room, within=WHOLE_SECONDS)
        heard = heard_by(client, room)
        assert heard == [(at, text) for at, text in said if at > offset]
        assert len(shown) >= min(SHOWN, len(said) - len(heard))
        known = list(dict.fromkeys([*shown, *[text for _at, text in heard]]))
        assert known == [text for _at, text in said][-len(known) :]
    await carols.expect_nothing()


async def test_one_that_is_killed_between_commit_and_push_is_heard(
    connect: Connect, web: Web, carol: User, alice: User, bob: User, room: Room
) -> None:
    figures, his, carols = await Figures.of(web), await connect(bob), await connect(carol)
    await his.hello(room.topic)
    await carols.hello(user_topic(carol.pk))
    with speaking(DIES_AFTER_COMMIT, alice, room, "my last words") as speaker:
        await speaker.begin()
        assert await speaker.end() == -9
    await his.expect("message_posted", text="my last words", within=WHOLE_SECONDS)
    assert await figures.grown("roomcast_pushes_received_total", kind="event") == 0
    assert await figures.grown("roomcast_gaps_healed_total", source="heads") == 1
    await carols.expect_nothing()


@pytest.mark.parametrize(
    ("code", "status"), [(CHANGES_ITS_MIND, 0), (DIES_BEFORE_COMMIT, -9)], ids=["rolled back", "killed"]
)
async def test_what_is_not_committed_was_never_said(
    connect: Connect, carols: Client, alice: User, bob: User, room: Room, code: str, status: int
) -> None:
    """And leaves no gap: the next one has its offset."""
    his = await connect(bob)
    (_own, answer) = await his.hello(user_topic(bob.pk), room.topic)
    with speaking(code, alice, room, "never said") as speaker:
        await speaker.begin()
        assert await speaker.end() == status
    post_message(author=alice, room=room, text="said", key=None)
    await his.expect("message_posted", text="said", within=WHOLE_SECONDS)
    assert heard_by(his, room) == [(answer["offset"] + 1, "said")]
    await carols.expect_nothing()
