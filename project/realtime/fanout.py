"""Telling many, each on his own topic: the number of queries grows with the batches, not with the people."""

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from itertools import islice

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Length
from django.utils import timezone

from project.realtime.events import Event
from project.realtime.groups import group_of
from project.realtime.incarnation import begin_streams
from project.realtime.models import StoredEvent, Stream
from project.realtime.publish import event_item
from project.realtime.publisher import publisher

BATCH = 500


def hold(topics: Iterable[str]) -> list[Stream]:
    """Let nobody else publish to these topics until the commit: what is counted then is true at their next offset.

    They are locked in the order of their ids (a longer number is a greater one), as everywhere.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("topics can be held in a transaction only")
    wanted = sorted(topics, key=lambda topic: (len(topic), topic))
    known = set(Stream.objects.filter(topic__in=wanted).values_list("topic", flat=True))
    if missing := [topic for topic in wanted if topic not in known]:
        begin_streams(missing)
    return list(Stream.objects.select_for_update().filter(topic__in=wanted).order_by(Length("topic"), "topic"))


def publish_each(events: Mapping[str, Event]) -> None:
    """Make each event the next of its topic and send it on commit. Only inside a transaction."""
    for topics in _batches(sorted(events, key=lambda topic: (len(topic), topic))):
        _publish_batch({topic: events[topic] for topic in topics})


def _publish_batch(events: Mapping[str, Event]) -> None:
    at = timezone.now()
    streams = hold(events)
    Stream.objects.filter(pk__in=[stream.pk for stream in streams]).update(head=F("head") + 1)
    rows = []
    for stream in streams:
        event = events[stream.topic]
        content = event.model_dump(mode="json", exclude_none=True)
        rows.append(StoredEvent(stream=stream, offset=stream.head + 1, name=event.name, data=content, at=at))
    StoredEvent.objects.bulk_create(rows)
    transaction.on_commit(partial(_push, rows))


def _push(rows: list[StoredEvent]) -> None:
    for row in rows:
        publisher.push(group_of(row.stream.topic), event_item(row))


def _batches(topics: Iterable[str]) -> Iterator[list[str]]:
    rest = iter(topics)
    while batch := list(islice(rest, BATCH)):
        yield batch
