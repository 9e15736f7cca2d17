"""What can be subscribed to: the base classes, and the registry into which the apps put theirs."""

from abc import ABC, abstractmethod
from collections.abc import Collection
from contextlib import suppress
from datetime import datetime
from typing import Any, ClassVar, Generic

from django.contrib.auth.models import User
from django.utils.translation import gettext_lazy as _

from project.realtime.commands import Command, Subject
from project.realtime.errors import NotFound, Problem
from project.realtime.states import State

NO_SUCH_TOPIC = _("No such topic.")


class Topic(ABC, Generic[Subject]):
    """``<prefix>:<key>``. Every method may use SQL: they run in threads."""

    prefix: ClassVar[str]
    commands: ClassVar[tuple[type[Command[Any]], ...]] = ()
    keeps_presence: ClassVar[bool] = False

    @abstractmethod
    def subject_for(self, user: User, key: str) -> Subject:
        """The thing behind the topic, if this user may see it; else ``NotFound``, whether it exists or not."""

    def subjects_for(self, wanted: Collection[tuple[User, str]]) -> dict[tuple[int, str], Subject]:
        """``subject_for`` for many users and keys at once, by the users' ids; what they may not see is left out.

        To be said again, with a fixed number of queries, where many come at the same time.
        """
        found = {}
        for user, key in wanted:
            with suppress(Problem):
                found[user.pk, key] = self.subject_for(user, key)
        return found

    def named(self, key: str) -> str:
        """The topic's whole name, as ``find`` takes it apart."""
        return f"{self.prefix}:{key}" if key else self.prefix

    def lets_in(self, wanted: Collection[tuple[User, str]]) -> set[tuple[int, str]]:
        """``subject_for`` for many users and keys at once: who may see what, by the users' ids.

        To be said again, with a fixed number of queries, where ``subject_for`` asks SQL.
        """
        return {(user.pk, key) for user, key in wanted if self._lets_in(user, key)}

    def _lets_in(self, user: User, key: str) -> bool:
        try:
            self.subject_for(user, key)
        except Problem:
            return False
        return True

    def gone(self, user_id: int, key: str) -> None:
        """A connection of this user follows the topic no longer: for what must not seem to go on without it."""

    def command(self, name: str) -> type[Command[Subject]]:
        for command in self.commands:
            if command.wire_name() == name:
                return command
        raise NotFound(_("No such command."))


class LogTopic(Topic[Subject]):
    """A log: every event in order, once."""

    @abstractmethod
    def snapshot(self, user: User, subject: Subject) -> dict[str, Any]:
        """All that a client needs when it knows nothing, as JSON. Events are applied on top of it."""

    def now(self, subject: Subject) -> dict[str, Any]:
        """What no event tells, as who is here: fields of every ``subscribed``, recovered or not."""
        return {}

    def history(self, user: User, subject: Subject, before: int | None, limit: int) -> dict[str, Any]:
        """``{"items": […], "more": bool}``, older than ``before`` (a message's id), oldest first."""
        raise NotFound(_("This topic has no history."))


class StateTopic(Topic[Subject]):
    """A state: the newest version wins."""

    @abstractmethod
    def carriers(self, subject: Subject) -> tuple[str, ...]:
        """The log topics whose groups carry this state."""

    @abstractmethod
    def states(
        self, *, topics: Collection[str], carriers: Collection[str], ended_since: datetime | None = None
    ) -> list[State]:
        """As SQL has them, in one query: those of ``topics``, and every unfinished one that ``carriers`` carry.

        With ``ended_since`` also those that ``carriers`` carried and that have ended since then.
        """


AnyTopic = LogTopic[Any] | StateTopic[Any]
_registered: dict[str, AnyTopic] = {}


def register(topic: AnyTopic) -> None:
    if topic.prefix in _registered:
        raise TypeError(f"there are two topics named {topic.prefix}")
    _registered[topic.prefix] = topic


def find(name: str) -> tuple[AnyTopic, str]:
    """``room:42`` → the rooms' topic and ``42``."""
    prefix, colon, key = name.partition(":")
    topic = _registered.get(prefix)
    # "everyone:" must not be another name of "everyone".
    if topic is None or (colon and not key):
        raise NotFound(NO_SUCH_TOPIC)
    return topic, key


def state_topics() -> list[StateTopic[Any]]:
    return [topic for topic in _registered.values() if isinstance(topic, StateTopic)]


def is_number(key: str) -> bool:
    """Is it an id, in the one way to write it?"""
    return key.isascii() and key.isdecimal() and len(key) < 19 and key == str(int(key))


def number(key: str) -> int:
    """The id in a topic's name; anything else is not there."""
    if not is_number(key):
        raise NotFound(NO_SUCH_TOPIC)
    return int(key)


def carried(carrier: str, ended_since: datetime | None = None) -> list[State]:
    return [
        state
        for source in state_topics()
        for state in source.states(topics=(), carriers=[carrier], ended_since=ended_since)
    ]


def carried_states(carrier: str) -> list[dict[str, Any]]:
    """The data of every unfinished state that the log topic ``carrier`` carries: what a snapshot shows of them."""
    return [state.data for state in carried(carrier)]
