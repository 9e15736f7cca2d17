"""The loss test in small, and what it makes of what its clients saw. In full: ``make loss``."""

import asyncio
import random
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import User

from chat.actions import add_member, post_message
from chat.models import Room
from project.realtime.groups import user_topic
from project.realtime.publish import positions
from tests.cast import new_user, session_of
from tests.harness.client import Client as Browser
from tests.harness.fixtures import Connect
from tests.harness.servers import Web
from tests.load.loss.client import Weather
from tests.load.loss.cursor import Cursor, Frame, Lost
from tests.load.loss.outcome import Outcome, Seen
from tests.load.loss.resuming import Resuming
from tests.load.loss.run import outcome, run
from tests.load.loss.table import table
from tests.load.publishers.pace import paced, said

CLIENTS, FORGETFUL, MESSAGES, PATIENCE = 20, 5, 20, 60.0
# More than five a second by one person are refused.
RATE = 4.0
STORM = partial(Weather, every=0.6, away=0.3)
WHOLE = Outcome(messages=3, sent=3, clients=[Seen((0, 1, 2)), Seen((0, 1, 2))])


class Forgetful(Resuming):
    """Comes back as the tutorial's client does: to what is said from now on."""

    def places(self) -> list[Frame]:
        (place,) = super().places()
        return [{"topic": place["topic"]}]

    async def _on_subscribed(self, connection: Any, frame: Frame) -> None:
        frame.pop("snapshot", None)
        await super()._on_subscribed(connection, frame)

    def has_all(self, messages: int) -> bool:
        return True


def members(kind: type[Resuming], count: int, web: Web, owner: User, room: Room) -> list[Resuming]:
    """Each a user of his own, who stands where the room stood when he came in."""
    weather, found = STORM(chance=random.Random(count)), []
    users = [new_user("member") for _ in range(count)]
    for user in users:
        add_member(by=owner, room=room, user=user)
    (place,) = positions([room.topic])
    at = {"topic": place.topic, "epoch": place.epoch, "offset": place.offset}
    for user in users:
        headers = {"Cookie": f"sessionid={session_of(user)}"}
        found.append(kind(web.socket_url, headers, weather, at))
    return found


def holes(client: Seen) -> set[int]:
    """What is missing though something later came."""
    return set(range(max(client.heard, default=0))) - set(client.heard)


async def speak(author: User, room: Room) -> int:
    """By another thread than the clients', at an even pace."""

    def post(number: int) -> None:
        post_message(author=author, room=room, text=said(number), key=uuid4())

    told = await asyncio.to_thread(paced, post, count=MESSAGES, rate=RATE, burst=1)
    assert room.messages.count() == told["sent"]
    return int(told["sent"])


@pytest.mark.slow
async def test_cut_off_again_and_again_nobody_misses_anything(
    web: Web, connect: Connect, alice: User, carol: User, room: Room
) -> None:
    """Beside them are some without a cursor, for a test that finds no loss in them would find none at all."""
    stranger: Browser = await connect(carol)
    refused, _own = await stranger.hello(room.topic, user_topic(carol.pk))
    clients = members(Resuming, CLIENTS, web, alice, room)
    forgetful = members(Forgetful, FORGETFUL, web, alice, room)
    found = await run([*clients, *forgetful], None, partial(speak, alice, room), messages=MESSAGES, patience=PATIENCE)
    ours, others = (outcome(each, None, MESSAGES, found.sent) for each in (clients, forgetful))
    assert ours.faults() == others.faults() == []
    assert ours.is_whole, table({"ours": ours})
    assert (ours.share(), ours.twice, ours.disordered, ours.saw_last) == ("100.00 %", 0, 0, CLIENTS)
    assert {"reset", "hang_up", "vanish"} <= ours.cuts.keys()
    assert not ours.troubles
    assert all(holes(client) for client in others.clients)
    assert refused["code"] == 404
    await stranger.expect_nothing()


# --- what is made of what was seen --------------------------------------------------------------------------------


def test_all_of_it_once_and_in_order_is_whole() -> None:
    assert WHOLE.is_whole
    assert WHOLE.faults() == []
    assert (WHOLE.share(), WHOLE.saw_last, WHOLE.saw_all) == ("100.00 %", 2, 2)


@pytest.mark.parametrize(
    ("heard", "figures"),
    [
        ((0, 1), {"delivered": 5, "saw_last": 1, "saw_all": 1}),
        ((1, 2), {"delivered": 5, "saw_last": 2, "saw_all": 1}),
        ((0, 1, 1, 2), {"delivered": 6, "twice": 1, "disordered": 0}),
        ((0, 2, 1), {"delivered": 6, "twice": 0, "disordered": 1}),
        ((0, 1, 2, 0), {"delivered": 6, "twice": 1, "disordered": 0}),
        ((), {"delivered": 3, "saw_last": 1, "saw_all": 1}),
    ],
)
def test_whatever_one_client_lacks_is_counted(heard: Sequence[int], figures: dict[str, int]) -> None:
    found = replace(WHOLE, clients=[Seen((0, 1, 2)), Seen(tuple(heard))])
    assert not found.is_whole
    assert {name: getattr(found, name) for name in figures} == figures


def test_a_word_to_the_outsider_is_a_failure() -> None:
    assert not replace(WHOLE, told=1).is_whole


def test_a_share_is_never_rounded_up() -> None:
    everything = tuple(range(120))
    found = Outcome(messages=120, sent=120, clients=[*[Seen(everything)] * 299, Seen(everything[1:])])
    assert found.share() == "99.99 %"
    assert "| 1 of 36,000" in table({"ours": found})


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"sent": 2}, "2 of 3 messages were sent"),
        ({"clients": [Seen((0, 1, 2)), Seen((0, 1, 2), cuts=0)]}, "1 of 2 clients were never cut off"),
        ({"clients": []}, "nobody was there"),
        ({"outsider_away": 1}, "the outsider was not there all the time"),
    ],
)
def test_a_run_that_shows_nothing_is_refused(change: dict[str, Any], why: str) -> None:
    (fault,) = replace(WHOLE, **change).faults()
    assert why in fault


# --- the rules for clients ----------------------------------------------------------------------------------------


def cursor_at(offset: int) -> Cursor:
    cursor = Cursor("room:1")
    cursor.subscribed({"epoch": "e", "offset": offset, "recovered": True})
    return cursor


def test_the_next_one_is_applied_and_an_old_one_is_not() -> None:
    cursor = cursor_at(7)
    assert [cursor.applies({"offset": offset}) for offset in (8, 8, 3, 9)] == [True, False, False, True]
    assert cursor.place == {"topic": "room:1", "epoch": "e", "offset": 9}
    assert cursor.repeats == 2


def test_after_a_gap_nothing_is_applied_until_the_server_has_answered() -> None:
    cursor = cursor_at(7)
    with pytest.raises(Lost):
        cursor.applies({"offset": 9})
    assert cursor.ask() == {"topic": "room:1", "epoch": "e", "offset": 7}
    assert not cursor.applies({"offset": 8})
    cursor.subscribed({"epoch": "e", "offset": 7, "recovered": True})
    assert cursor.applies({"offset": 8})


def test_a_head_is_ahead_only_of_what_is_followed() -> None:
    cursor, head = cursor_at(7), {"epoch": "e", "offset": 8}
    assert cursor.is_behind(head)
    assert not cursor.is_behind(head | {"offset": 7})
    assert cursor.is_of(head)
    assert not cursor.is_of(head | {"epoch": "f"})
    cursor.forget()
    assert not cursor.is_behind(head)
    assert cursor.place == {"topic": "room:1"}
