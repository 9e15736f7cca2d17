from typing import Any
from uuid import UUID, uuid4

import pytest
from django.contrib.auth.models import User

from chat import slash
from chat.actions import post_card, post_message
from chat.models import Room
from chat.slash import SlashCommand
from project.realtime.errors import Invalid
from tests.chat.told import told


def wave(*, user: User, room: Room, arguments: str, key: UUID | None) -> dict[str, Any]:
    return post_card(author=user, room=room, kind="task", card_id="wave", text=f"waves {arguments}", key=key)


@pytest.fixture(autouse=True)
def _waving(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(slash._registered, "wave", SlashCommand("wave", "Wave", "[to whom]", wave))


def test_a_command_is_done_and_not_said(room: Room, bob: User) -> None:
    key = uuid4()
    outcome = post_message(author=bob, room=room, text="/wave  at you ", key=key)
    assert outcome.result["task"] == "wave"
    name, data = told(room.topic)[-1]
    assert (name, data["text"], data["key"]) == ("message_posted", "waves at you", str(key))


def test_the_same_key_does_it_once(room: Room, bob: User) -> None:
    key = uuid4()
    first, second = (post_message(author=bob, room=room, text="/wave", key=key) for _time in range(2))
    assert second.duplicate
    assert first.result == second.result
    assert room.messages.count() == 1


@pytest.mark.parametrize("text", ["/nothing", "/waves", "/🚀 x"])
def test_an_unknown_command_is_said_at_the_field_and_nothing_is_posted(room: Room, bob: User, text: str) -> None:
    with pytest.raises(Invalid) as refused:
        post_message(author=bob, room=room, text=text, key=uuid4())
    assert text.split()[0] in refused.value.as_dict()["fields"]["text"]
    assert not room.messages.exists()


@pytest.mark.parametrize(
    ("text", "kept"), [("//wave", "/wave"), ("/ wave", "/ wave"), ("a /wave", "a /wave"), ("/", "/")]
)
def test_what_is_no_command_is_said(room: Room, bob: User, text: str, kept: str) -> None:
    post_message(author=bob, room=room, text=text, key=uuid4())
    assert told(room.topic)[-1][1]["text"] == kept


def test_two_commands_of_one_name_are_a_mistake() -> None:
    with pytest.raises(TypeError):
        slash.register(SlashCommand("wave", "Wave", "", wave))
