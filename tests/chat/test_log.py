from collections.abc import Collection, Mapping
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from chat import cards
from chat.log import lines
from chat.models import Message, Room

EVENING = datetime(2026, 11, 22, 23, 50, tzinfo=UTC)


@pytest.fixture
def talk(room: Room, alice: User, bob: User) -> list[Message]:
    said = [(alice, 0), (alice, 4), (bob, 5), (bob, 8), (bob, 20)]
    at = [EVENING + timedelta(minutes=minutes) for _author, minutes in said]
    rows = zip(said, at, strict=True)
    return [room.messages.create(author=author, text="x", html="x", at=when) for (author, _minutes), when in rows]


def test_one_voice_goes_on_for_a_while(talk: list[Message], alice: User) -> None:
    assert [line.continued for line in lines(talk, alice, None)] == [False, True, False, True, False]
    assert [line.mine for line in lines(talk, alice, None)] == [True, True, False, False, False]


@pytest.mark.parametrize(("zone", "days"), [("UTC", [22, 23]), ("Asia/Shanghai", [23]), ("America/New_York", [22])])
def test_days_are_those_of_the_zone(talk: list[Message], alice: User, zone: str, days: list[int]) -> None:
    with timezone.override(zone):
        assert [line.day.day for line in lines(talk, alice, None) if line.day] == days


def test_the_first_unread_is_somebody_elses(talk: list[Message], alice: User) -> None:
    unread = [line.message for line in lines(talk, alice, talk[0].pk) if line.first_unread]
    assert unread == [talk[2]]
    assert not any(line.first_unread for line in lines(talk, alice, None))


def test_cards_are_rendered_together_and_the_unknown_left_to_their_text(
    room: Room, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[list[str]] = []

    def render(ids: Collection[str], user: User) -> Mapping[str, SafeString]:
        asked.append(sorted(ids))
        return {"a": format_html("<b>{}</b>", user.username)}

    monkeypatch.setitem(cards._registered, "task", render)
    for kind, card_id in (("task", "a"), ("task", "b"), ("", "")):
        room.messages.create(author=alice, text="/x", html="x", card_kind=kind, card_id=card_id)
    shown = [line.card for line in lines(list(room.messages.all()), alice, None)]
    assert shown == [f"<b>{alice.username}</b>", None, None]
    assert asked == [["a", "b"]]


def test_a_deleted_card_is_a_tombstone(room: Room, alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(cards._registered, "task", lambda ids, user: {"a": SafeString("card")})
    room.messages.create(author=alice, deleted_at=EVENING, card_kind="task", card_id="a")
    assert [line.card for line in lines(list(room.messages.all()), alice, None)] == [None]
