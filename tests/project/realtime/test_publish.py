"""Events are stored in the transaction of the change, gaplessly, and leave the house when it commits."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.contrib.auth.models import User
from django.db import connection, transaction
from pytest_django import DjangoCaptureOnCommitCallbacks

from project.realtime.events import Event
from project.realtime.groups import group_of, user_topic
from project.realtime.models import StoredEvent, Stream
from project.realtime.publish import Position, positions, publish, withdraw
from project.realtime.publisher import publisher


class BellRung(Event):
    """A bell was rung, for the tests."""

    number: int


def ring(topic: str, number: int = 1) -> int:
    with transaction.atomic():
        return publish(topic, BellRung(number=number))


def stored(topic: str) -> list[tuple[int, str, dict[str, Any]]]:
    rows = StoredEvent.objects.filter(stream__topic=topic).order_by("offset")
    return [(row.offset, row.name, row.data) for row in rows]


def test_offsets_count_from_one(alice: User) -> None:
    topic = user_topic(alice.pk)
    assert [ring(topic, number) for number in (7, 8)] == [1, 2]
    assert stored(topic) == [(1, "bell_rung", {"number": 7}), (2, "bell_rung", {"number": 8})]


def test_topics_count_for_themselves(alice: User, carol: User) -> None:
    ring(user_topic(alice.pk))
    assert stored(user_topic(carol.pk)) == []
    assert ring(user_topic(carol.pk)) == 1


def test_outside_a_transaction_it_is_refused(committed: None, alice: User) -> None:
    with pytest.raises(transaction.TransactionManagementError):
        publish(user_topic(alice.pk), BellRung(number=1))
    assert stored(user_topic(alice.pk)) == []


def test_a_rollback_is_silence(alice: User, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks) -> None:
    topic = user_topic(alice.pk)
    ring(topic)
    with django_capture_on_commit_callbacks() as pushes:
        ring_or_fail(topic, 2, fail=True)
    assert pushes == []
    assert ring(topic, 3) == 2
    assert [data["number"] for _offset, _name, data in stored(topic)] == [1, 3]


def test_many_at_once_leave_no_gap(committed: None, alice: User, bob: User) -> None:
    """Six threads; every third transaction fails after it took its offset."""
    topic = user_topic(alice.pk)
    start = threading.Barrier(6)
    wrong: list[BaseException] = []

    def work(who: int) -> None:
        start.wait()
        try:
            for number in range(12):
                ring_or_fail(topic, who * 100 + number, fail=number % 3 == 2)
        except BaseException as error:
            wrong.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(who,)) for who in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert wrong == []
    assert [offset for offset, _name, _data in stored(topic)] == list(range(1, 6 * 8 + 1))
    assert Stream.objects.get(topic=topic).head == 6 * 8


def ring_or_fail(topic: str, number: int, *, fail: bool) -> None:
    try:
        with transaction.atomic():
            publish(topic, BellRung(number=number))
            if fail:
                raise InterruptedError
    except InterruptedError:
        assert fail


def test_positions_are_those_of_this_moment(alice: User, bob: User) -> None:
    heard, silent = user_topic(alice.pk), user_topic(bob.pk)
    ring(heard)
    found = positions([heard, silent])
    assert [(place.topic, place.offset) for place in found] == [(heard, 1), (silent, 0)]
    assert found == positions([heard, silent])
    assert found[0] == Position(heard, Stream.objects.get(topic=heard).epoch, 1)


def test_it_travels_in_the_topics_group_alone(committed: None, alice: User, carol: User) -> None:
    items = async_to_sync(heard_in)(user_topic(alice.pk), user_topic(carol.pk), lambda: ring(user_topic(alice.pk)))
    assert [(item["topic"], item["offset"]) for item in items[user_topic(alice.pk)]] == [(user_topic(alice.pk), 1)]
    assert items[user_topic(carol.pk)] == []


async def heard_in(mine: str, others: str, act: Any) -> dict[str, list[dict[str, Any]]]:
    """What is pushed into both groups until a closing item has come through both."""
    layer: Any = get_channel_layer()
    channels = {topic: await layer.new_channel() for topic in (mine, others)}
    for topic, channel in channels.items():
        await layer.group_add(group_of(topic), channel)
    act()
    publisher.flush()
    heard: dict[str, list[dict[str, Any]]] = {}
    for topic, channel in channels.items():
        await layer.group_send(group_of(topic), {"type": "push", "items": ["end"]})
        heard[topic] = []
        while (items := (await layer.receive(channel))["items"]) != ["end"]:
            heard[topic] += items
    await layer.flush()
    return heard


def test_what_is_told_after_a_withdrawal_does_not_overtake_it(committed: None, alice: User, bob: User) -> None:
    """Events of one topic travel together, so that the later ones would pass what lay between them."""
    topic = user_topic(alice.pk)

    def act() -> None:
        # Nothing leaves before all of it waits.
        with publisher._wake:
            ring(topic, 1)
            withdraw(topic, bob.pk)
            ring(topic, 2)

    items = async_to_sync(heard_in_order)([topic, user_topic(bob.pk)], act, 3)
    assert [item["kind"] for item in items] == ["withdraw", "event", "event"]


async def heard_in_order(topics: list[str], act: Callable[[], None], count: int) -> list[dict[str, Any]]:
    """So many of the items that are pushed into these topics' groups, in the order of their arrival."""
    layer: Any = get_channel_layer()
    channel = await layer.new_channel()
    for topic in topics:
        await layer.group_add(group_of(topic), channel)
    act()
    items: list[dict[str, Any]] = []
    while len(items) < count:
        items += (await layer.receive(channel))["items"]
    await layer.flush()
    return items


def test_what_cannot_be_sent_harms_nobody(committed: None, alice: User) -> None:
    """The publisher raises nothing into the caller, loses that push alone, and goes on."""
    lost = publisher.lost
    publisher.push(group_of(user_topic(alice.pk)), {"kind": object()})
    assert publisher.flush(5)
    assert ring(user_topic(alice.pk)) == 1
    assert publisher.flush(5)
    assert publisher.lost == lost + 1
    assert stored(user_topic(alice.pk)) == [(1, "bell_rung", {"number": 1})]
