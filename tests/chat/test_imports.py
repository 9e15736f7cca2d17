from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import User

from chat import history
from chat.actions import ImportedMessage, post_imported, post_message
from chat.models import Room
from project.realtime.errors import Invalid
from tests.chat.told import names, told

THEN = datetime(2020, 2, 29, 12, 0, tzinfo=UTC)


def rows(count: int, text: str = "line") -> list[ImportedMessage]:
    return [ImportedMessage(THEN, "Zoë", f"{text} {number}") for number in range(count)]


def test_imported_messages_are_the_importers_and_labelled(room: Room, alice: User) -> None:
    assert post_imported(author=alice, room=room, messages=rows(2)) == 2
    page = history.newest(room).wire()
    assert [(each["text"], each["label"], each["author"]["id"]) for each in page["items"]] == [
        ("line 0", "Zoë", alice.pk),
        ("line 1", "Zoë", alice.pk),
    ]
    assert page["items"][0]["at"] == "2020-02-29T12:00:00.000Z"


def test_one_event_tells_of_all(room: Room, alice: User) -> None:
    before = names(room.topic)
    post_imported(author=alice, room=room, messages=rows(700))
    name, data = told(room.topic)[-1]
    assert names(room.topic) == [*before, "messages_imported"]
    assert (name, data["count"], data["more"], len(data["messages"])) == ("messages_imported", 700, True, 50)
    assert data["messages"] == history.newest(room).wire()["items"]


def test_the_event_stays_small_however_long_the_messages(room: Room, alice: User) -> None:
    post_imported(author=alice, room=room, messages=rows(40, "字" * 3900))
    _name, data = told(room.topic)[-1]
    assert 0 < len(data["messages"]) < 40
    assert data["more"]
    assert sum(len(each["text"]) + len(each["html"]) for each in data["messages"]) <= 24_000


def test_a_few_are_all_in_the_event(room: Room, alice: User) -> None:
    post_message(author=alice, room=room, text="before", key=None)
    post_imported(author=alice, room=room, messages=rows(3))
    _name, data = told(room.topic)[-1]
    assert (data["more"], len(data["messages"])) == (False, 3)


def test_one_bad_line_leaves_none(room: Room, alice: User) -> None:
    before = names(room.topic)
    with pytest.raises(Invalid):
        post_imported(author=alice, room=room, messages=[*rows(5), ImportedMessage(THEN, "x", "\x00")])
    assert not room.messages.exists()
    assert names(room.topic) == before


def test_nothing_is_no_event(room: Room, alice: User) -> None:
    before = names(room.topic)
    assert post_imported(author=alice, room=room, messages=[]) == 0
    assert names(room.topic) == before
