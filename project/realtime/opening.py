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
from project.realtime.frames import Frame
from project.realtime.models import Stream
from project.realtime.publish import streams_of
from project.realtime.states import State
from project.realtime.topics import LogTopic

FARTHEST_RECOVERY = 300

Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Opening:
    """``frame`` is the ``subscribed`` but for its id; events follow after ``offset``, and ``states`` belong to it."""

    admitted: Admitted
    frame: Frame
    states: list[Shown]
    epoch: str = ""
    head: int = 0
    offset: int = 0
    recovered: bool = False

    @property
    def start(self) -> str:
        """``snapshot``, ``recovered``, or ``state`` where the topic is one."""
        if not isinstance(self.admitted.topic, LogTopic):
            return "state"
        return "recovered" if self.recovered else "snapshot"


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
        frame = frames.text({"type": "subscribed", "topic": one.place.topic})
        return Opening(one, frame, [shown(state) for state in states])

    def _open_log(self, user: User, one: Admitted, topic: LogTopic[Any]) -> Opening:
        stream, offset = self._streams[one.place.topic], one.place.offset
        now = self._once(partial(topic.now, one.subject), "now", one.place.topic)
        if offset is not None and _is_recoverable(one.place.epoch, offset, stream):
            since = self._once(partial(_moment_of, stream, offset), "moment", stream.pk, offset)
            begun = {"epoch": stream.epoch, "offset": offset, "head": stream.head, "recovered": True, **now}
            frame = self._once(partial(_subscribed, one.place.topic, begun), "frame", stream.pk, offset)
            return Opening(one, frame, self._carried(one, since), stream.epoch, stream.head, offset, recovered=True)
        position, rows = snapshot.taken(topic, user, one.subject, one.place.topic)
        epoch, head = position.epoch, position.offset
        begun = {"epoch": epoch, "offset": head, "head": head, "recovered": False, **now, "snapshot": rows}
        return Opening(one, _subscribed(one.place.topic, begun), self._carried(one, None), epoch, head, head)

    def _carried(self, one: Admitted, ended_since: datetime | None) -> list[Shown]:
        name = one.place.topic
        return self._once(partial(_carried, name, ended_since), "carried", get_language(), name, ended_since)

    def _once(self, read: Callable[[], Found], *what: object) -> Found:
        if what not in self._read:
            self._read[what] = read()
        found: Found = self._read[what]
        return found


def _subscribed(topic: str, begun: dict[str, Any]) -> Frame:
    return frames.text({"type": "subscribed", "topic": topic, **begun})


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
