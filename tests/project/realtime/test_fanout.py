"""Telling many at once."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from notifications.events import AlertWithdrawn
from project.realtime.fanout import hold, publish_each
from project.realtime.models import StoredEvent, Stream
from project.realtime.publish import publish

TOPICS = [f"user:{number}" for number in (9_000_009, 9_000_010, 9_000_100)]


def offsets() -> list[tuple[str, int]]:
    rows = StoredEvent.objects.filter(stream__topic__in=TOPICS).order_by("stream__topic", "offset")
    return [(row.stream.topic, row.offset) for row in rows.select_related("stream")]


def test_each_topic_goes_on_where_it_stands(db: None) -> None:
    with transaction.atomic():
        publish(TOPICS[0], AlertWithdrawn(alert=1))
        publish_each({topic: AlertWithdrawn(alert=2) for topic in TOPICS})
        publish(TOPICS[0], AlertWithdrawn(alert=3))
    assert offsets() == [(TOPICS[0], 1), (TOPICS[0], 2), (TOPICS[0], 3), (TOPICS[1], 1), (TOPICS[2], 1)]
    assert list(Stream.objects.filter(topic__in=TOPICS).order_by("topic").values_list("head", flat=True)) == [3, 1, 1]


def test_they_are_held_in_the_order_of_their_numbers(db: None) -> None:
    assert [stream.topic for stream in hold(reversed(TOPICS))] == TOPICS


def test_a_rollback_is_silence(db: None) -> None:
    with transaction.atomic():
        publish_each({topic: AlertWithdrawn(alert=1) for topic in TOPICS})
        transaction.set_rollback(True)
    assert offsets() == []


def test_outside_a_transaction_nothing_is_published(committed: None) -> None:
    with pytest.raises(transaction.TransactionManagementError):
        publish_each({TOPICS[0]: AlertWithdrawn(alert=1)})


@pytest.mark.parametrize("people", [10, 400])
def test_the_queries_do_not_grow_with_the_people(db: None, people: int) -> None:
    with (
        CaptureQueriesContext(
            connection,
        ) as queries,
        transaction.atomic(),
    ):
        publish_each({f"user:{9_100_000 + number}": AlertWithdrawn(alert=1) for number in range(people)})
    assert len(queries) <= 12
