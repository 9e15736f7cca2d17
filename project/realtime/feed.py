"""A watched log topic in this process: its newest frames, and who follows it from where."""

import asyncio
from collections.abc import Awaitable, Callable

from project.realtime import frames, metrics
from project.realtime.connection import Connection, Cursor
from project.realtime.frames import Frame

RING_FRAMES = 256
READ_FRAMES = 200

FrameRows = list[tuple[int, Frame]]


class Feed:
    """Live delivery, recovery and catching up are one movement: a cursor goes forward, from the ring or from SQL.

    ``read(first)`` gives frames from SQL, ``first`` and those after it. ``head`` is the last offset known to be
    committed; ``epoch`` is empty until SQL has been asked. ``doubt()`` asks for SQL's heads soon.
    """

    def __init__(self, topic: str, read: Callable[[int], Awaitable[FrameRows]], doubt: Callable[[], None]) -> None:
        self.topic, self._read, self._doubt = topic, read, doubt
        self.epoch, self.head = "", 0
        self.cursors: dict[Connection, Cursor] = {}
        self._ring: dict[int, Frame] = {}
        self._early: list[tuple[str, int, Frame]] = []
        self._reads: dict[int, asyncio.Future[FrameRows]] = {}
        self._delivered = metrics.deliveries("event", topic)

    def verify(self, epoch: str, head: int) -> None:
        """Take SQL's word for where the topic stands; within an epoch it never goes back."""
        if epoch != self.epoch:
            self._begin(epoch, head)
        elif head > self.head:
            if self.cursors:
                metrics.healed_by_heads(head - self.head)
            self._advance(head)

    def offer(self, epoch: str, offset: int, frame: Frame) -> None:
        """A frame from the doorbell: perhaps twice, out of order, or of another epoch. Only the next counts."""
        if not self.epoch:
            self._early.append((epoch, offset, frame))
        elif epoch != self.epoch:
            self._doubt()
        elif self.head < offset <= self.head + RING_FRAMES:
            self._ring[offset] = frame
            if offset > self.head + 1:
                self._doubt()
            else:
                end = self._gapless_end()
                if end > offset:
                    metrics.HEALED_BY_PUSH.inc()
                self._advance(end)
        elif offset > self.head:
            self._doubt()

    def _gapless_end(self) -> int:
        end = self.head
        while end + 1 in self._ring:
            end += 1
        return end

    def _begin(self, epoch: str, head: int) -> None:
        for connection in list(self.cursors) if self.epoch else []:
            self.leave(connection)
            connection.write(frames.reset(self.topic, "epoch"))
        self._ring.clear()
        self.epoch, self.head = epoch, head
        early, self._early = self._early, []
        for earlier_epoch, offset, frame in early:
            self.offer(earlier_epoch, offset, frame)

    def _advance(self, head: int) -> None:
        if head - self.head == 1:
            self._ring.pop(head - RING_FRAMES, None)
        else:
            self._ring = {offset: frame for offset, frame in self._ring.items() if offset > head - RING_FRAMES}
        self.head = head
        self._deliver(head)

    def _deliver(self, head: int) -> None:
        """``move`` for everybody; for those who had all but the newest, which is nearly always all, without a call."""
        newest, before, others = self._ring.get(head), head - 1, 0
        followers = list(self.cursors.items())
        for connection, cursor in followers:
            if newest is not None and cursor.offset == before and not (cursor.reading or connection.blocked):
                cursor.offset = head
                connection.write(newest)
            else:
                others += 1
                self.move(connection, cursor)
        self._delivered.inc(len(followers) - others)

    def follow(self, connection: Connection, offset: int) -> None:
        """From now on ``connection`` gets every event after ``offset``."""
        cursor = Cursor(self, offset)
        self.cursors[connection] = connection.cursors[self.topic] = cursor
        if offset < self.head:
            metrics.HEALED_BY_RESUME.inc()
        self.move(connection, cursor)

    def leave(self, connection: Connection) -> bool:
        """Follow no longer; was it followed?"""
        connection.cursors.pop(self.topic, None)
        return self.cursors.pop(connection, None) is not None

    def move(self, connection: Connection, cursor: Cursor) -> None:
        """Give ``connection`` what comes after its place: from the ring, or else from SQL."""
        before = cursor.offset
        while cursor.offset < self.head and not cursor.reading and not connection.blocked:
            frame = self._ring.get(cursor.offset + 1)
            if frame is None:
                cursor.reading = True
                connection.spawn(self._catch_up(connection, cursor))
            else:
                cursor.offset += 1
                connection.write(frame)
        self._delivered.inc(cursor.offset - before)

    async def _catch_up(self, connection: Connection, cursor: Cursor) -> None:
        first = cursor.offset + 1
        try:
            rows = await self._shared_read(first)
        finally:
            cursor.reading = False
        if self.cursors.get(connection) is not cursor:
            return
        if not rows or rows[0][0] != first:
            self.leave(connection)
            connection.write(frames.reset(self.topic, "trimmed"))
            return
        for offset, frame in rows:
            if connection.blocked or offset != cursor.offset + 1:
                break
            cursor.offset = offset
            connection.write(frame)
        self._delivered.inc(cursor.offset + 1 - first)
        self.move(connection, cursor)

    async def _shared_read(self, first: int) -> FrameRows:
        """Many who lack the same frames, as after a restart, read them once."""
        if first not in self._reads:
            reading = asyncio.ensure_future(self._counted_read(first))
            self._reads[first] = reading
            reading.add_done_callback(lambda _done: self._reads.pop(first, None))
        return await asyncio.shield(self._reads[first])

    async def _counted_read(self, first: int) -> FrameRows:
        rows = await self._read(first)
        metrics.CATCH_UP_ROWS.inc(len(rows))
        return rows
