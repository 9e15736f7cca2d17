"""The newest state of everything that somebody here watches."""

import logging
from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from typing import Any

from project.realtime import frames, metrics, threads
from project.realtime.changes import Change
from project.realtime.connection import Connection, Shown
from project.realtime.doorbell import Item
from project.realtime.feed import Feed
from project.realtime.frames import Frame
from project.realtime.opening import Opening, shown
from project.realtime.states import newer
from project.realtime.topics import state_topics

log = logging.getLogger(__name__)

CHUNK = 500


class StateBoard:
    """Shows states to those who follow a carrier and to those who watch the state itself; each version once."""

    def __init__(self, feeds: dict[str, Feed]) -> None:
        self._feeds = feeds
        self._newest: dict[str, Shown] = {}
        self._watchers: dict[str, dict[Connection, list[str]]] = {}

    def open(self, connection: Connection, opening: Opening, frame_id: int | str) -> None:
        """Answer ``subscribed`` with the newest version, and show it unless the client named that very one."""
        place = opening.admitted.place
        self._watchers.setdefault(place.topic, {})[connection] = opening.admitted.groups
        connection.watched.add(place.topic)
        for state in opening.states:
            # To the others at once; to this one behind its answer.
            connection.shown(state)
            self._publish(state)
            newest = self._newest[state.topic]
            connection.write(frames.extended(opening.frame, {"id": frame_id, "version": newest.version}))
            if place.version == newest.version:
                connection.shown(newest)
            else:
                connection.show_whole(newest)

    def unwatch(self, connection: Connection, topic: str) -> list[str]:
        """Returns the groups that were wanted for it."""
        connection.watched.discard(topic)
        connection.forget_whole(topic)
        return self._watchers.get(topic, {}).pop(connection, [])

    def ring(self, item: Item) -> None:
        """A state from the doorbell."""
        attempt, number = item["version"]
        version, frame = (attempt, number), Frame(item["frame"])
        self._publish(Shown(item["topic"], version, item["final"], frame, tuple(item["carriers"])))

    def post(self, state: Shown, connection: Connection) -> None:
        """A state from SQL for ``connection``, which gets the newer of it and of what is known here."""
        self._publish(state)
        sent = connection.show(self._newest.get(state.topic, state))
        metrics.deliveries("state", state.topic).inc(sent)

    def _publish(self, state: Shown) -> None:
        known = self._newest.get(state.topic)
        if known is not None and not newer(state.version, known.version, known.final):
            return
        state = replace(state, change=_change(known, state))
        self._newest[state.topic] = state
        sent = 0
        for connection in self._audience(state):
            sent += connection.show(state)
        metrics.deliveries("state", state.topic).inc(sent)

    def _audience(self, state: Shown) -> Iterable[Connection]:
        for carrier in state.carriers:
            if feed := self._feeds.get(carrier):
                yield from list(feed.cursors)
        yield from list(self._watchers.get(state.topic, ()))

    def versions(self, topics: Iterable[str]) -> dict[str, Any]:
        return {topic: {"version": self._newest[topic].version} for topic in topics if topic in self._newest}

    async def verify(self, carriers: list[str]) -> None:
        """Ask SQL for what the doorbell may have lost: unfinished states of the carriers, and the end of known ones."""
        open_topics = {topic for topic, state in self._newest.items() if not state.final} | set(self._watchers)
        for source in state_topics():
            mine = [topic for topic in open_topics if topic.startswith(source.prefix + ":")]
            for start in range(0, max(len(mine), len(carriers)), CHUNK):
                ask = partial(
                    source.states, topics=mine[start : start + CHUNK], carriers=carriers[start : start + CHUNK]
                )
                for state in await threads.read(ask):
                    self._publish(shown(state))

    def forget_unwatched(self) -> None:
        """Keep no state for which nobody is here, nor an ended one that only its carriers knew."""
        self._watchers = {topic: watchers for topic, watchers in self._watchers.items() if watchers}
        for topic, state in list(self._newest.items()):
            carried = not state.final and any(carrier in self._feeds for carrier in state.carriers)
            if topic not in self._watchers and not carried:
                del self._newest[topic]


def _change(known: Shown | None, state: Shown) -> Change | None:
    """An end, and whatever begins another attempt, is told whole."""
    if known is None or state.final or known.version[0] != state.version[0]:
        return None
    return Change(state.topic, known.version, known.frame, state.version, state.frame)
