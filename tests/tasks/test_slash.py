"""Tasks as slash commands."""

from uuid import uuid4

import pytest
from django.contrib.auth.models import User

from chat.actions import post_message
from chat.models import Message, Room
from project.realtime.errors import Invalid
from tasks import task_types
from tasks.models import TaskRun
from tasks.slash import spoken, usage_of


def say(user: User, room: Room, text: str) -> TaskRun:
    result = post_message(author=user, room=room, text=text, key=uuid4()).result
    assert Message.objects.get(pk=result["id"]).card_id == result["task"]
    return TaskRun.objects.get(pk=result["task"])


def test_a_command_starts_a_task_in_its_room(alice: User, room: Room) -> None:
    run = say(alice, room, "/count 50 delay=0.5")
    assert (run.owner, run.room) == (alice, room)
    assert (run.arguments["steps"], run.arguments["delay"]) == (50, 0.5)
    assert say(alice, room, "/export").arguments == {"room": room.pk, "format": "csv"}
    assert say(alice, room, "/export jsonl").arguments["format"] == "jsonl"


@pytest.mark.parametrize(
    "text", ["/count", "/count many", "/count 5 6 7 8 9 10 11", '/count "5', "/export pdf", "/count 5 delay=-1"]
)
def test_what_makes_no_sense_is_said_with_the_usage(alice: User, room: Room, text: str) -> None:
    with pytest.raises(Invalid) as refused:
        post_message(author=alice, room=room, text=text, key=uuid4())
    assert "Usage: /" in refused.value.as_dict()["fields"]["text"]
    assert not TaskRun.objects.filter(owner=alice).exists()


def test_the_same_message_twice_starts_one_task(alice: User, room: Room) -> None:
    key = uuid4()
    answers = [post_message(author=alice, room=room, text="/count 5", key=key).result for _ in range(2)]
    assert answers[0] == answers[1]
    assert TaskRun.objects.filter(owner=alice).count() == 1


def test_words_go_by_order_and_by_name() -> None:
    count = task_types.named("count")
    assert usage_of(count) == "<steps> [delay] [fail_at] [total_known] [log]"
    assert spoken(count, "5 log=yes 0.2") == {"steps": "5", "delay": "0.2", "log": "yes"}
    assert spoken(count, "a=b") == {"steps": "a=b"}
