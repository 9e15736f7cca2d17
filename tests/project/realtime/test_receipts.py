"""The same key does the work once."""

import threading
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.contrib.auth.models import User
from django.db import connection

from project.realtime.commands import Outcome
from project.realtime.errors import Conflict, Invalid
from project.realtime.models import Receipt
from project.realtime.receipts import once


class Work:
    """Counts how often it is done."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> dict[str, Any]:
        self.times += 1
        return {"id": self.times}


def say(user: User, key: UUID | None, work: Work, text: str = "hi") -> Outcome:
    return once(user=user, key=key, verb="say", request={"text": text}, work=work)


def test_a_second_time_brings_the_first_result(alice: User) -> None:
    work, key = Work(), uuid4()
    assert say(alice, key, work) == Outcome({"id": 1})
    assert say(alice, key, work) == Outcome({"id": 1}, duplicate=True)
    assert work.times == 1


def test_without_a_key_it_is_done_each_time(alice: User) -> None:
    work = Work()
    assert [say(alice, None, work).result["id"] for _ in range(2)] == [1, 2]
    assert not Receipt.objects.filter(user=alice).exists()


def test_the_same_key_for_something_else_is_a_conflict(alice: User) -> None:
    work, key = Work(), uuid4()
    say(alice, key, work)
    with pytest.raises(Conflict):
        say(alice, key, work, text="something else")
    assert work.times == 1


def test_a_key_is_its_users_alone(alice: User, carol: User) -> None:
    work, key = Work(), uuid4()
    say(alice, key, work)
    assert say(carol, key, work) == Outcome({"id": 2})


def test_what_failed_may_be_tried_again(alice: User) -> None:
    key = uuid4()

    def refuse() -> dict[str, Any]:
        raise Invalid

    with pytest.raises(Invalid):
        once(user=alice, key=key, verb="say", request={"text": "hi"}, work=refuse)
    assert say(alice, key, Work()) == Outcome({"id": 1})


def test_a_double_click_does_it_once(committed: None, alice: User) -> None:
    """Two threads at the same moment: one works, and both hear the same."""
    work, key, outcomes = Work(), uuid4(), []
    start = threading.Barrier(2)

    def click() -> None:
        start.wait()
        try:
            outcomes.append(say(alice, key, work))
        finally:
            connection.close()

    threads = [threading.Thread(target=click) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(outcome.duplicate for outcome in outcomes) == [False, True]
    assert {outcome.result["id"] for outcome in outcomes} == {1}
    assert Receipt.objects.filter(user=alice, key=key).count() == 1
