"""What a subscription begins with: its first frame, and where events go on from. Everything here runs in a thread."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, TypeVar

from django.contrib.auth.models import User
from django.utils.translation import get_language

from project.realtime import frames, snapshot, topics
from project.realtime.admission import Admitted
from project.realtime.connection import Shown
from project.realtime.models import Stream
from project.realtime.publish import streams_of
from project.realtime.states import State
from project.realtime.topics import LogTopic

FARTHEST_RECOVERY = 300

Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Opening:
    """``frame`` is the ``subscribed`` without its id; events follow after ``offset``, and ``states`` belong to it."""

    admitted: Admitted
    frame: dict[str, Any]
    states: list[Shown]
    epoch: str = ""
    head: int = 0
    offset: int = 0

    @property
    def start(self) -> str:
        """``snapshot``, ``recovered``, or ``state`` where the topic is one."""
        if not isinstance(self.admitted.topic, LogTopic):
            return "state"
        return "recovered" if self.frame["recovered"] else "snapshot"


class Openings:
    """Those of one moment, for as many clients as ask at that moment: what is the same for all is read once."""

    def __init__(self, names: Collection[str]) -> None:
        self._streams = streams_of([name for name in names if isinstance(topics.find(name)[0], LogTopic)])
        self._read: dict[tuple[object, ...], Any] = {}

    def of(self, user: User, admitted: list[Admitted]) -> list[Opening]:
        return [self._open(user, one) for one in admitted]

    def _open(self, user: User, one: Admitted) -> Opening:
        if isinstance(one.topic, LogTopic):
            return self._open_log(user, one, one.topic)
        states = one.topic.states(topics=[one.place.topic], carriers=())
        return Opening(one, {"type": "subscribed", "topic": one.place.topic}, [shown(state) for state in states])

    def _open_log(self, user: User, one: Admitted, topic: LogTopic[Any]) -> Opening:
        stream, offset = self._streams[one.place.topic], one.place.offset
        now = self._once(partial(topic.now, one.subject), "now", one.place.topic)
        if offset is not None and _is_recoverable(one.place.epoch, offset, stream):
            since = self._once(partial(_moment_of, stream, offset), "moment", stream.pk, offset)
            return self._opened(one, stream.epoch, offset, stream.head, {"recovered": True, **now}, since)
        position, rows = snapshot.taken(topic, user, one.subject, one.place.topic)
        snapshotted = {"recovered": False, **now, "snapshot": rows}
        return self._opened(one, position.epoch, position.offset, position.offset, snapshotted, None)

    def _opened(
        self, one: Admitted, epoch: str, offset: int, head: int, rest: dict[str, Any], ended_since: datetime | None
    ) -> Opening:
        name = one.place.topic
        frame = {"type": "subscribed", "topic": name, "epoch": epoch, "offset": offset, "head": head, **rest}
        states = self._once(partial(_carried, name, ended_since), "carried", get_language(), name, ended_since)
        return Opening(one, frame, states, epoch, head, offset)

    def _once(self, read: Callable[[], Found], *what: object) -> Found:
        if what not in self._read:
            self._read[what] = read()
        found: Found = self._read[what]
        return found


def _moment_of(stream: Stream, offset: int) -> datetime | None:
    """When the client was last told anything: what ended after that, it may still believe to be going on."""
    return stream.events.filter(offset=offset).values_list("at", flat=True).first()


def _is_recoverable(epoch: str | None, offset: int, stream: Stream) -> bool:
    """Are all events after the client's place there, and few enough to be sent one by one?"""
    return epoch == stream.epoch and max(stream.floor, stream.head - FARTHEST_RECOVERY, 0) <= offset <= stream.head


def _carried(name: str, ended_since: datetime | None) -> list[Shown]:
    return [shown(state) for state in topics.carried(name, ended_since)]


def shown(state: State) -> Shown:
    return Shown(state.topic, state.version, state.final, frames.state(state), state.carriers)
