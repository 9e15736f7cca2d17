"""One hub a web process: the only member of the groups, the feeds of all topics that are watched here."""

import asyncio
import contextvars
import logging
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from django.conf import settings

from project.realtime import frames, metrics, threads
from project.realtime import log as stored_log
from project.realtime.admission import Admitted
from project.realtime.board import StateBoard
from project.realtime.connection import Connection
from project.realtime.doorbell import Doorbell, Item
from project.realtime.feed import Feed
from project.realtime.frames import Frame
from project.realtime.groups import WARDENS, group_of, user_topic
from project.realtime.opening import Opening
from project.realtime.protocol import CloseCode
from project.realtime.reception import Reception
from project.realtime.roster import Roster
from project.realtime.seats import Seats
from project.realtime.topics import LogTopic
from project.realtime.warden import Warden

log = logging.getLogger(__name__)


class Hub:
    """Joins topics, feeds and connections. All of it lives on one event loop; SQL is asked in threads."""

    def __init__(self) -> None:
        self.connections: set[Connection] = set()
        self.feeds: dict[str, Feed] = {}
        self.board = StateBoard(self.feeds)
        self.doorbell = Doorbell(self._rung)
        self.reception = Reception()
        self.roster = Roster(self.feeds, self.run)
        self.seats = Seats()
        self.warden = Warden(self.connections, self.unfollow, self.run)
        self.doubted = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()

    def run(self, work: Coroutine[Any, Any, None]) -> None:
        """Have ``work`` done in the background."""
        # The loop itself holds its tasks only weakly. Their log names nobody, for they are for all.
        task = asyncio.get_running_loop().create_task(work, context=contextvars.Context())
        self._tasks.add(task)
        task.add_done_callback(self._finished)

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            log.error("the hub's work failed: %r", error, exc_info=error)

    # --- connections -----------------------------------------------------------------------------------------------

    async def enter(self, connection: Connection) -> None:
        """To be balanced by ``leave``, whatever happens here."""
        groups = [WARDENS, group_of(user_topic(connection.user.pk))]
        self.doorbell.want(groups)
        self.connections.add(connection)
        seated, _joined = await asyncio.gather(self.seats.take(connection), self.doorbell.joined(groups))
        if len(self.connections) > settings.REALTIME_LIMITS["connections"]:
            metrics.REFUSED_OVERLOADED.inc()
            connection.close(CloseCode.OVERLOADED, "overloaded")
        elif not seated:
            metrics.REFUSED_TOO_MANY.inc()
            connection.close(CloseCode.TOO_MANY_CONNECTIONS, "too many connections")
        connection.spawn(self.warden.look_again(connection))

    def leave(self, connection: Connection) -> None:
        self.connections.discard(connection)
        for topic in [*connection.cursors, *connection.watched]:
            self.unfollow(connection, topic)
        self.run(self.seats.give_back(connection))
        self.doorbell.release([WARDENS, group_of(user_topic(connection.user.pk))])
        connection.cancel_work()

    @contextmanager
    def wanting(self, admitted: list[Admitted]) -> Iterator[list[str]]:
        """The groups that carry these topics are wanted; given back if they cannot be followed after all."""
        for one in admitted:
            if isinstance(one.topic, LogTopic) and one.place.topic not in self.feeds:
                self.feeds[one.place.topic] = self._feed(one.place.topic)
        groups = [group for one in admitted for group in one.groups]
        self.doorbell.want(groups)
        try:
            yield groups
        except BaseException:
            self.doorbell.release(groups)
            raise

    def _feed(self, name: str) -> Feed:
        read = lambda first: threads.read(partial(stored_log.frames_from, name, first))  # noqa: E731
        return Feed(name, read, self.doubt)

    def follow(self, connection: Connection, opening: Opening, frame_id: int | str) -> None:
        """Answer ``subscribed``; events and states flow from here on. What was dropped while joining is doubted up."""
        name = opening.admitted.place.topic
        metrics.begun(name, opening.start)
        if isinstance(opening.admitted.topic, LogTopic):
            connection.write(frames.extended(opening.frame, {"id": frame_id}))
            self._follow_log(connection, opening, name)
        else:
            self.board.open(connection, opening, frame_id)
        self.warden.followed(connection)
        self.doubt()

    def _follow_log(self, connection: Connection, opening: Opening, name: str) -> None:
        feed = self.feeds.setdefault(name, self._feed(name))
        feed.verify(opening.epoch, opening.head)
        feed.follow(connection, opening.offset)
        if opening.admitted.topic.keeps_presence:
            self.run(self.roster.enter(name, connection))
        for state in opening.states:
            self.board.post(state, connection)

    def unfollow(self, connection: Connection, name: str) -> bool:
        """Was it followed?"""
        groups = self.board.unwatch(connection, name)
        feed = self.feeds.get(name)
        if feed is not None and feed.leave(connection):
            groups = [group_of(name)]
            self.run(self.roster.leave(name, connection))
        self.doorbell.release(groups)
        return bool(groups)

    # --- what the doorbell says ------------------------------------------------------------------------------------

    def _rung(self, item: Item) -> None:
        try:
            _RINGS[item["kind"]](self, item)
            metrics.PUSHES_RECEIVED.labels(item["kind"]).inc()
        except (KeyError, TypeError, ValueError):
            log.exception("a push that nobody understands: %r", item)

    def _on_event(self, item: Item) -> None:
        if feed := self.feeds.get(item["topic"]):
            feed.offer(item["epoch"], item["offset"], Frame(item["frame"]))

    def _on_state(self, item: Item) -> None:
        self.board.ring(item)

    def _on_signal(self, item: Item) -> None:
        if feed := self.feeds.get(item["topic"]):
            frame = Frame(item["frame"])
            reading = [connection for connection in feed.cursors if not connection.blocked]
            for connection in reading:
                connection.write(frame)
            metrics.deliveries("signal", feed.topic).inc(len(reading))

    def _on_withdraw(self, item: Item) -> None:
        self.warden.withdraw(item["user"], item["topic"])

    def _on_recheck(self, item: Item) -> None:
        self.warden.recheck(item["users"])

    def doubt(self) -> None:
        """Compare heads with SQL soon, instead of at the next turn."""
        self.doubted.set()

    async def verify(self) -> None:
        """Compare every head with SQL's."""
        if self.feeds:
            standing = await threads.read(partial(stored_log.heads, list(self.feeds)))
            for topic, (epoch, head) in standing.items():
                if feed := self.feeds.get(topic):
                    feed.verify(epoch, head)
        await self.board.verify(list(self.feeds))

    def heads_of(self, connection: Connection) -> dict[str, Any]:
        """What a ``ping`` to this connection carries."""
        logs = {name: {"epoch": self.feeds[name].epoch, "offset": self.feeds[name].head} for name in connection.cursors}
        return logs | self.board.versions(connection.watched)


_RINGS: dict[str, Callable[[Hub, Item], None]] = {
    "event": Hub._on_event,
    "state": Hub._on_state,
    "signal": Hub._on_signal,
    "withdraw": Hub._on_withdraw,
    "recheck": Hub._on_recheck,
}
