"""Entering, leaving and sweeping out, and telling the topic of it. Everything here runs in a thread."""

from collections.abc import Collection, Iterable, Mapping

from django.contrib.auth.models import User

from project.realtime import presence, topics
from project.realtime.connection import Connection
from project.realtime.lapsing import Away
from project.realtime.people import Person, people_of
from project.realtime.publish import send_signal

JOINED, LEFT = "presence_joined", "presence_left"


def change(topic: str, comers: Collection[Connection], goers: Mapping[Connection, float]) -> None:
    """``goers`` are gone when so many seconds are over; what they were doing here is over at once."""
    kind, key = topics.find(topic)
    for user_id in {connection.user.pk for connection in goers}:
        kind.gone(user_id, key)
    enter(topic, comers)
    if goers:
        presence.leave(topic, {_member(connection): seconds for connection, seconds in goers.items()})


def enter(topic: str, connections: Collection[Connection], unsure: Collection[Connection] = ()) -> None:
    if connections or unsure:
        _tell(topic, JOINED, presence.enter(topic, map(_member, connections), [_member(each) for each in unsure]))


def renew(
    topic: str, known: Collection[Connection], others: Collection[Connection], unsure: Collection[Connection]
) -> set[int]:
    """Of those who were known nobody is told: they never left, even if Redis has forgotten them. Then as ``sweep``.

    The ``unsure`` came while Redis was away.
    """
    if known:
        presence.enter(topic, map(_member, known))
    enter(topic, others, unsure)
    return sweep(topic)


def sweep(topic: str) -> set[int]:
    """Tell of those who have lapsed; returns the ids of those who are here."""
    swept = presence.sweep(topic)
    _tell(topic, LEFT, swept.ended)
    return swept.here


def present(topic: str) -> set[int]:
    """The ids of those who are here; without Redis nobody seems to be."""
    try:
        return sweep(topic)
    except Away:
        return set()


def people(user_ids: Iterable[int]) -> list[Person]:
    """Whose account is gone has no name any more, and is to be told of all the same."""
    wanted = sorted(user_ids)
    known = {each.id: each for each in people_of(User.objects.filter(pk__in=wanted))} if wanted else {}
    return [known.get(pk) or Person(id=pk, name="") for pk in wanted]


def _member(connection: Connection) -> str:
    return f"{connection.user.pk}:{connection.id}"


def _tell(topic: str, name: str, user_ids: set[int]) -> None:
    for each in people(user_ids):
        send_signal(topic, name, {"user": each.model_dump()})
