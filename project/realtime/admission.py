"""Who may subscribe. Everything here runs in a thread."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User

from project.realtime import topics
from project.realtime.errors import NotFound, Problem
from project.realtime.groups import group_of
from project.realtime.protocol import Place
from project.realtime.topics import AnyTopic, StateTopic


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
    return [_admit_one(user, place) for place in places]


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


def still_admitted(user: User, name: str) -> bool:
    return isinstance(_admit_one(user, Place(topic=name)), Admitted)
