"""What a subscription begins with: its first frame, and where events go on from. Everything here runs in a thread."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User

from project.realtime import frames, snapshot, topics
from project.realtime.admission import Admitted
from project.realtime.connection import Shown
from project.realtime.models import Stream
from project.realtime.protocol import Place
from project.realtime.publish import positions
from project.realtime.states import State
from project.realtime.topics import LogTopic

FARTHEST_RECOVERY = 300


@dataclass(frozen=True, slots=True)
class Opening:
    """``frame`` is the ``subscribed`` without its id; events follow after ``offset``, and ``states`` belong to it."""

    admitted: Admitted
    frame: dict[str, Any]
    states: list[Shown]
    epoch: str = ""
    head: int = 0
    offset: int = 0


def open_all(user: User, admitted: list[Admitted]) -> list[Opening]:
    """To be called once the groups are joined: what is committed after this reading comes by the doorbell."""
    logs = [one.place.topic for one in admitted if isinstance(one.topic, LogTopic)]
    positions(logs)
    streams = {stream.topic: stream for stream in Stream.objects.filter(topic__in=logs)}
    return [_open(user, one, streams.get(one.place.topic)) for one in admitted]


def _open(user: User, one: Admitted, stream: Stream | None) -> Opening:
    if not isinstance(one.topic, LogTopic):
        states = one.topic.states(topics=[one.place.topic], carriers=())
        return Opening(one, {"type": "subscribed", "topic": one.place.topic}, [shown(state) for state in states])
    now = one.topic.now(one.subject)
    if stream is not None and _recoverable(one.place, stream):
        since = _moment_of(stream, one.place.offset or 0)
        return _opened(one, stream.epoch, one.place.offset or 0, stream.head, {"recovered": True, **now}, since)
    position, rows = snapshot.taken(one.topic, user, one.subject, one.place.topic)
    snapshotted = {"recovered": False, **now, "snapshot": rows}
    return _opened(one, position.epoch, position.offset, position.offset, snapshotted, None)


def _moment_of(stream: Stream, offset: int) -> datetime | None:
    """When the client was last told anything: what ended after that, it may still believe to be going on."""
    return stream.events.filter(offset=offset).values_list("at", flat=True).first()


def _recoverable(place: Place, stream: Stream) -> bool:
    """Are all events after the client's place there, and few enough to be sent one by one?"""
    if place.epoch != stream.epoch or place.offset is None:
        return False
    return max(stream.floor, stream.head - FARTHEST_RECOVERY, 0) <= place.offset <= stream.head


def _opened(
    one: Admitted, epoch: str, offset: int, head: int, rest: dict[str, Any], ended_since: datetime | None
) -> Opening:
    name = one.place.topic
    frame = {"type": "subscribed", "topic": name, "epoch": epoch, "offset": offset, "head": head, **rest}
    return Opening(one, frame, [shown(state) for state in topics.carried(name, ended_since)], epoch, head, offset)


def shown(state: State) -> Shown:
    return Shown(state.topic, state.version, state.final, frames.state(state), state.carriers)
