"""Who may subscribe. Everything here runs in a thread."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User

from project.realtime import topics
from project.realtime.errors import NotFound, Problem, TooFast
from project.realtime.groups import group_of
from project.realtime.limits import take
from project.realtime.protocol import Place
from project.realtime.topics import AnyTopic, StateTopic

ALL_AGAIN_SECONDS = 30
LEAST = 100


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


def admit(user: User, places: list[Place]) -> list[Admitted | Refused]:
    """Asked of SQL as it is now, whatever was known when the connection began."""
    current = User.objects.filter(pk=user.pk, is_active=True).first()
    if current is None:
        return [Refused(place, NotFound(topics.NO_SUCH_TOPIC)) for place in places]
    try:
        _count(user, len(places))
    except TooFast as problem:
        return [Refused(place, problem) for place in places]
    return [_admit_one(current, place) for place in places]


def _count(user: User, places: int) -> None:
    """All his tabs may come back at once, and again a while later; for ever it would keep SQL busy."""
    limits = settings.REALTIME_LIMITS
    most = max(LEAST, limits["subscriptions"] * limits["connections_per_user"])
    if places:
        take("subscription", most // ALL_AGAIN_SECONDS, most, user.pk, cost=places)


def _admit_one(user: User, place: Place) -> Admitted | Refused:
    try:
        topic, key = topics.find(place.topic)
        subject = topic.subject_for(user, key)
    except NotFound:
        # One answer for all that cannot be seen, whatever the reason.
        return Refused(place, NotFound(topics.NO_SUCH_TOPIC))
    except Problem as problem:
        return Refused(place, problem)
    carriers = topic.carriers(subject) if isinstance(topic, StateTopic) else ()
    return Admitted(place, topic, subject, [group_of(name) for name in carriers or (place.topic,)])


def allowed(wanted: Iterable[tuple[User, str]]) -> set[tuple[int, str]]:
    """Which of these users may follow which of these topics, by the users' ids: ``admit`` for many at once."""
    asked: dict[AnyTopic, set[tuple[User, str]]] = defaultdict(set)
    for user, name in wanted:
        topic, key = topics.find(name)
        asked[topic].add((user, key))
    return {(user_id, topic.named(key)) for topic, pairs in asked.items() for user_id, key in topic.lets_in(pairs)}
