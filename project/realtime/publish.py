"""Telling clients: stored in the transaction of the change, sent when it commits."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from project.realtime import frames
from project.realtime.events import Event
from project.realtime.groups import WARDENS, group_of, user_topic
from project.realtime.incarnation import begin_streams, look_once
from project.realtime.models import StoredEvent, Stream
from project.realtime.publisher import publisher
from project.realtime.states import State

RECHECKED_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Position:
    """A place in a log topic: ``{topic, epoch, offset}``."""

    topic: str
    epoch: str
    offset: int


def publish(topic: str, event: Event) -> int:
    """Make ``event`` the next of ``topic`` and send it on commit; returns its offset. Only inside a transaction.

    The stream's row stays locked until the commit, which makes the order of commits the order of offsets. Whoever
    publishes to several topics in one transaction does so in the order room, user (by id), everyone, so that
    transactions wait for each other and never in a circle.
    """
    stream = _next_place(topic)
    data = event.model_dump(mode="json", exclude_none=True)
    stored = StoredEvent.objects.create(
        stream=stream, offset=stream.head, name=event.name, data=data, at=timezone.now()
    )
    _on_commit(group_of(topic), event_item(stored))
    return stored.offset


def event_item(stored: StoredEvent) -> dict[str, Any]:
    """An event as it is pushed."""
    topic = stored.stream.topic
    return {
        "kind": "event",
        "topic": topic,
        "epoch": stored.stream.epoch,
        "offset": stored.offset,
        "pk": stored.pk,
        "at": stored.at.isoformat(),
        "frame": frames.event(topic, stored.offset, stored.name, stored.data, stored.at),
    }


def _next_place(topic: str) -> Stream:
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("publish() belongs into the transaction of the change it tells of")
    moved = _advanced(topic)
    if moved is None:
        begin_streams([topic])
        moved = _advanced(topic)
    if moved is None:
        raise Stream.DoesNotExist(topic)
    return moved


def _advanced(topic: str) -> Stream | None:
    """The stream at its next place. One statement, which every message waits for: the ORM would need two."""
    table = transaction.get_connection().ops.quote_name(Stream._meta.db_table)
    statement = f"UPDATE {table} SET head = head + 1 WHERE topic = %s RETURNING id, topic, epoch, head, floor"  # noqa: S608
    return next(iter(Stream.objects.raw(statement, [topic])), None)


def publish_state(state: State) -> None:
    """Send the newest state on commit, by the groups of its carriers, or its own where it has none."""
    frame = frames.state(state)
    item = {
        "kind": "state",
        "topic": state.topic,
        "version": list(state.version),
        "final": state.final,
        "frame": frame,
        "carriers": list(state.carriers),
    }
    for topic in state.carriers or (state.topic,):
        _on_commit(group_of(topic), item)


def send_signal(topic: str, name: str, data: dict[str, Any]) -> None:
    """Best effort, kept nowhere: typing, presence."""
    _on_commit(group_of(topic), {"kind": "signal", "topic": topic, "frame": frames.signal(topic, name, data)})


def withdraw(topic: str, user_id: int) -> None:
    """End this user's subscriptions to ``topic``, wherever they are."""
    _on_commit(group_of(user_topic(user_id)), {"kind": "withdraw", "topic": topic, "user": user_id})


def recheck_connections(user_ids: Iterable[int]) -> None:
    """Have everything asked again that these users' connections were allowed: their sessions, and what they follow."""
    users = sorted(set(user_ids))
    for start in range(0, len(users), RECHECKED_AT_ONCE):
        _on_commit(WARDENS, {"kind": "recheck", "users": users[start : start + RECHECKED_AT_ONCE]})


def _on_commit(group: str, item: dict[str, Any]) -> None:
    transaction.on_commit(lambda: publisher.push(group, item))


def positions(topics: Iterable[str]) -> list[Position]:
    """Where the topics stand. A page reads this *before* its rows, so that no event falls between page and socket."""
    topics = list(topics)
    known = streams_of(topics)
    return [Position(topic, known[topic].epoch, known[topic].head) for topic in topics]


def streams_of(topics: Collection[str]) -> dict[str, Stream]:
    """By topic; those of which nothing was told yet are made."""
    look_once()
    known = {stream.topic: stream for stream in Stream.objects.filter(topic__in=topics)}
    missing = [topic for topic in topics if topic not in known]
    if missing:
        begin_streams(missing)
        known |= {stream.topic: stream for stream in Stream.objects.filter(topic__in=missing)}
    return known
