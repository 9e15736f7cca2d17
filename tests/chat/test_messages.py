from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.db import transaction

from chat.access import message_in
from chat.actions import delete_message, edit_message, post_card, post_message, react
from chat.faces import MessageFace, message_face
from chat.models import Message, Room
from project.realtime.errors import Conflict, Forbidden, Invalid, TooFast
from tests.chat.told import told


def said(room: Room, author: User, text: str = "hi", **more: Any) -> Message:
    outcome = post_message(author=author, room=room, text=text, key=more.pop("key", uuid4()), **more)
    return message_in(room, outcome.result["id"])


def test_a_message_is_told_as_it_is_kept(room: Room, bob: User) -> None:
    message = said(room, bob, "**你好**")
    name, data = told(room.topic)[-1]
    assert name == "message_posted"
    assert data == message_face(message, MessageFace).wire()
    assert data["html"] == "<p><strong>你好</strong></p>"
    assert set(data) == {"id", "key", "author", "text", "html", "at"}


def test_one_key_says_it_once(room: Room, bob: User) -> None:
    key = uuid4()
    first, second = (post_message(author=bob, room=room, text="hi", key=key) for _time in range(2))
    assert (first.duplicate, second.duplicate) == (False, True)
    assert first.result == second.result
    assert room.messages.count() == 1
    with pytest.raises(Conflict):
        post_message(author=bob, room=room, text="something else", key=key)


def test_too_many_at_once_are_refused_and_say_when(room: Room, alice: User, bob: User) -> None:
    for number in range(10):
        said(room, bob, str(number))
    with pytest.raises(TooFast) as refused:
        said(room, bob)
    assert refused.value.as_dict()["after_ms"] > 0
    said(room, alice, "I may")


def test_a_rollback_is_silence(room: Room, bob: User) -> None:
    before = told(room.topic)
    with transaction.atomic():
        said(room, bob)
        transaction.set_rollback(True)
    assert told(room.topic) == before
    assert not room.messages.exists()


def test_only_the_author_edits(room: Room, alice: User, bob: User) -> None:
    message = said(room, bob)
    with pytest.raises(Forbidden):
        edit_message(user=alice, message=message, text="hers", key=None)
    edit_message(user=bob, message=message, text="*his*", key=None)
    name, data = told(room.topic)[-1]
    assert (name, data["text"], data["html"]) == ("message_edited", "*his*", "<p><em>his</em></p>")
    assert data["edited_at"] >= data["at"]


def test_a_deleted_message_leaves_a_tombstone(room: Room, alice: User, bob: User) -> None:
    message = said(room, bob, "secret")
    react(user=alice, message=message, emoji="👍", key=None)
    delete_message(user=alice, message=message, key=None)
    name, data = told(room.topic)[-1]
    assert (name, data["deleted"], data["text"], data["html"]) == ("message_deleted", True, "", "")
    assert "reactions" not in data
    assert Message.objects.get(pk=message.pk).text == ""
    with pytest.raises(Conflict):
        edit_message(user=bob, message=message, text="x", key=None)
    with pytest.raises(Conflict):
        delete_message(user=bob, message=message, key=None)


def test_who_neither_wrote_nor_owns_cannot_delete(room: Room, alice: User, bob: User) -> None:
    message = said(room, alice)
    with pytest.raises(Forbidden):
        delete_message(user=bob, message=message, key=None)


def test_the_same_reaction_again_takes_it_back(room: Room, alice: User, bob: User) -> None:
    message = said(room, bob)
    react(user=alice, message=message, emoji="👍", key=None)
    react(user=bob, message=message, emoji="👍", key=None)
    _name, data = told(room.topic)[-1]
    assert [(each["emoji"], len(each["users"])) for each in data["reactions"]] == [("👍", 2)]
    react(user=bob, message=message, emoji="👍", key=None)
    react(user=alice, message=message, emoji="👍", key=None)
    assert "reactions" not in told(room.topic)[-1][1]
    with pytest.raises(Invalid):
        react(user=alice, message=message, emoji="yes", key=None)


def test_a_card_carries_its_id_and_cannot_be_edited(room: Room, bob: User) -> None:
    card_id = str(uuid4())
    result = post_card(author=bob, room=room, kind="task", card_id=card_id, text="/count 5")
    assert result["task"] == card_id == told(room.topic)[-1][1]["task"]
    with pytest.raises(Conflict):
        edit_message(user=bob, message=message_in(room, result["id"]), text="x", key=None)


def test_an_answer_names_what_it_answers(room: Room, alice: User, bob: User) -> None:
    question = said(room, bob, "why?")
    said(room, alice, "because", reply_to=question)
    assert told(room.topic)[-1][1]["reply_to"] == question.pk
