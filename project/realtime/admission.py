"""Who may subscribe. Everything here runs in a thread."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User

from project.realtime import topics
from project.realtime.errors import NotFound, Problem, TooFast
from project.realtime.groups import group_of
from project.realtime.limits import is_little, take
from project.realtime.protocol import Place
from project.realtime.topics import AnyTopic, StateTopic

ALL_AGAIN_SECONDS = 30
LEAST = 100
# Not None: that is what "everyone" is about.
_NOBODY = object()


@dataclass(frozen=True, slots=True)
class Admitted:
    """A place that this user may take, and the groups that carry it."""

    place: Place
    topic: AnyTopic
    subject: Any
    groups: list[str]


@dataclass(frozen=True, slots=True)
class Refused:
    place: Place
    problem: Problem


Answers = list[Admitted | Refused]


def admit(user: User, places: list[Place]) -> Answers:
    return admit_all([(user, places)])[0]


def admit_all(wishes: Sequence[tuple[User, list[Place]]]) -> list[Answers]:
    """An answer for each place. Asked of SQL as it is now, whatever was known when the connections began."""
    users = User.objects.filter(is_active=True).in_bulk({user.pk for user, _places in wishes})
    known = [(users.get(user.pk), places) for user, places in wishes]
    subjects = _subjects({(user, place.topic) for user, places in known for place in places if user is not None})
    return [_answers(user, places, subjects) for user, places in known]


def _subjects(wanted: Iterable[tuple[User, str]]) -> dict[tuple[int, str], Any]:
    asked: dict[AnyTopic, set[tuple[User, str]]] = defaultdict(set)
    for user, name in wanted:
        with suppress(NotFound):
            topic, key = topics.find(name)
            asked[topic].add((user, key))
    return {
        (user_id, topic.named(key)): subject
        for topic, pairs in asked.items()
        for (user_id, key), subject in topic.subjects_for(pairs).items()
    }


def _answers(user: User | None, places: list[Place], subjects: Mapping[tuple[int, str], Any]) -> Answers:
    try:
        if user is not None:
            _count(user, len(places))
    except TooFast as problem:
        return [Refused(place, problem) for place in places]
    return [
        _answer(place, subjects.get((user.pk, place.topic), _NOBODY)) if user else _refused(place) for place in places
    ]


def _answer(place: Place, subject: Any) -> Admitted | Refused:
    if subject is _NOBODY:
        return _refused(place)
    topic, _key = topics.find(place.topic)
    carriers = topic.carriers(subject) if isinstance(topic, StateTopic) else ()
    return Admitted(place, topic, subject, [group_of(name) for name in carriers or (place.topic,)])


def _refused(place: Place) -> Refused:
    """One answer for all that cannot be seen, whatever the reason."""
    return Refused(place, NotFound(topics.NO_SUCH_TOPIC))


def _count(user: User, places: int) -> None:
    """All his tabs may come back at once, and again a while later; for ever it would keep SQL busy.

    Redis is asked about those alone who want much of this process.
    """
    limits = settings.REALTIME_LIMITS
    most = max(LEAST, limits["subscriptions"] * limits["connections_per_user"])
    if places and not is_little("subscription", most // 10, ALL_AGAIN_SECONDS, user.pk, cost=places):
        take("subscription", most // ALL_AGAIN_SECONDS, most, user.pk, cost=places)


def allowed(wanted: Iterable[tuple[User, str]]) -> set[tuple[int, str]]:
    """Which of these users may follow which of these topics, by the users' ids: ``admit`` for many at once."""
    asked: dict[AnyTopic, set[tuple[User, str]]] = defaultdict(set)
    for user, name in wanted:
        topic, key = topics.find(name)
        asked[topic].add((user, key))
    return {(user_id, topic.named(key)) for topic, pairs in asked.items() for user_id, key in topic.lets_in(pairs)}
