"""Keeps this process's connections present in their topics, and tells the topics who came and who went."""

import logging
from functools import partial

from django.contrib.auth.models import User

from project.realtime import presence, threads
from project.realtime.connection import Connection
from project.realtime.feed import Feed
from project.realtime.people import person
from project.realtime.publish import send_signal

log = logging.getLogger(__name__)


def member(connection: Connection) -> str:
    return f"{connection.user.pk}:{connection.id}"


class Roster:
    """Entries are renewed well within their time to live; whoever stops renewing, a killed process too, lapses."""

    def __init__(self, feeds: dict[str, Feed]) -> None:
        self._feeds = feeds
        self._kept: set[str] = set()

    async def enter(self, topic: str, connection: Connection) -> None:
        self._kept.add(topic)
        await threads.aside(partial(_enter, topic, [member(connection)]))

    async def leave(self, topic: str, connection: Connection) -> None:
        if topic in self._kept:
            await threads.aside(partial(_leave, topic, [member(connection)]))

    async def renew(self) -> None:
        """Renew all, and sweep out the lapsed; one call a topic."""
        self._kept &= self._feeds.keys()
        for topic in list(self._kept):
            members = [member(connection) for connection in self._feeds[topic].cursors]
            await threads.aside(partial(_renew, topic, members))


def _enter(topic: str, members: list[str]) -> None:
    _tell(topic, "presence_joined", presence.enter(topic, members))


def _leave(topic: str, members: list[str]) -> None:
    _tell(topic, "presence_left", presence.leave(topic, members))


def _renew(topic: str, members: list[str]) -> None:
    if members:
        _enter(topic, members)
    _leave(topic, [])


def _tell(topic: str, name: str, user_ids: set[int]) -> None:
    for user in User.objects.filter(pk__in=user_ids):
        send_signal(topic, name, {"user": person(user).model_dump()})
