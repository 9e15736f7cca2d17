"""Who is writing at the moment: told, and remembered in this process alone, for as long as it is true."""

import threading
import time
from dataclasses import dataclass

from django.contrib.auth.models import User

from chat.groups import room_topic
from chat.models import Room
from project.realtime.people import Person, person
from project.realtime.publish import send_signal

# Of whom nothing more is heard for so long, nobody believes it any more (docs/protocol.md, "Server to client").
TYPING_SECONDS = 6.0
# However often a client says it: everybody in the room is told, so it must not be worth an attacker's while.
TOLD_AGAIN_SECONDS = 1.0


@dataclass(slots=True)
class Writer:
    person: Person
    told_at: float
    writing: bool = True


_lock = threading.Lock()
_writers: dict[tuple[int, int], Writer] = {}


def start_typing(*, user: User, room: Room) -> None:
    """To be said again while it goes on."""
    now = time.monotonic()
    with _lock:
        for place in [place for place, writer in _writers.items() if now - writer.told_at > TYPING_SECONDS]:
            del _writers[place]
        writer = _writers.get((room.pk, user.pk))
        if writer and now - writer.told_at < TOLD_AGAIN_SECONDS:
            return
        _writers[room.pk, user.pk] = Writer(person(user), now)
    send_signal(room.topic, "typing_started", {"user": person(user).model_dump()})


def stop_typing(*, user: User, room: Room) -> None:
    stop_typing_of(user.pk, room.pk)


def stop_typing_of(user_id: int, room_id: int) -> None:
    """Told to those who were told that he writes; the end of his connection, or his message, ends it too."""
    with _lock:
        writer = _writers.get((room_id, user_id))
        if not (writer and writer.writing):
            return
        writer.writing = False
    send_signal(room_topic(room_id), "typing_stopped", {"user": writer.person.model_dump()})
