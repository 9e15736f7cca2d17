"""Whatever the doorbell does, everybody who follows a log sees all of it, in order and once."""

import asyncio
import json
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, cast

from hypothesis import given, settings
from hypothesis import strategies as st
from prometheus_client import REGISTRY

from project.realtime.connection import Connection, Cursor
from project.realtime.feed import READ_FRAMES, RING_FRAMES, Feed, FrameRows
from project.realtime.frames import Frame, text

TOPIC = "room:1"
EPOCH = "first"


def frame_of(offset: int) -> Frame:
    return text({"type": "event", "offset": offset})


@dataclass(eq=False)
class Reader:
    """As much of a connection as a feed sees; it keeps what is written."""

    cursors: dict[str, Cursor] = field(default_factory=dict)
    blocked: bool = False
    frames: list[dict[str, Any]] = field(default_factory=list)
    work: set["asyncio.Task[None]"] = field(default_factory=set)

    def write(self, frame: str) -> None:
        self.frames.append(json.loads(frame))

    def spawn(self, work: Any) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self.work.add(task)
        task.add_done_callback(self.work.discard)

    def unblock(self) -> None:
        self.blocked = False
        for cursor in self.cursors.values():
            cursor.feed.move(cast("Connection", self), cursor)

    @property
    def offsets(self) -> list[int]:
        return [frame["offset"] for frame in self.frames if frame["type"] == "event"]


class House:
    """A log in SQL, its feed, and readers."""

    def __init__(self, head: int = 0, trimmed: int = 0) -> None:
        self.head, self.trimmed, self.doubts = head, trimmed, 0
        self.feed = Feed(TOPIC, self.read, self.doubt)
        self.feed.verify(EPOCH, head)

    async def read(self, first: int) -> FrameRows:
        await asyncio.sleep(0)
        rows = range(max(first, self.trimmed + 1), self.head + 1)
        return [(offset, frame_of(offset)) for offset in rows[:READ_FRAMES]]

    def doubt(self) -> None:
        self.doubts += 1

    def commit(self, events: int = 1) -> None:
        self.head += events

    def ring(self, *offsets: int, epoch: str = EPOCH) -> None:
        for offset in offsets:
            self.feed.offer(epoch, offset, frame_of(offset))

    def follow(self, offset: int) -> Reader:
        reader = Reader()
        self.feed.follow(cast(Connection, reader), offset)
        return reader

    async def settle(self, *readers: Reader) -> None:
        while work := [task for reader in readers for task in reader.work]:
            await asyncio.gather(*work)


async def test_live_events_need_no_sql() -> None:
    house = House()
    reader = house.follow(0)
    house.commit(3)
    house.ring(1, 2, 3)
    assert reader.offsets == [1, 2, 3]
    assert house.doubts == 0


async def test_a_hole_is_doubted_and_filled() -> None:
    house = House()
    reader = house.follow(0)
    house.commit(3)
    house.ring(1, 3)
    assert reader.offsets == [1]
    assert house.doubts == 1
    house.feed.verify(EPOCH, house.head)
    await house.settle(reader)
    assert reader.offsets == [1, 2, 3]


def healed(source: str) -> float:
    return REGISTRY.get_sample_value("roomcast_gaps_healed_total", {"source": source}) or 0.0


async def test_a_late_push_fills_the_hole() -> None:
    house = House()
    reader = house.follow(0)
    before = healed("push")
    house.commit(3)
    house.ring(1, 3)
    assert healed("push") == before
    house.ring(2)
    assert healed("push") == before + 1
    assert reader.offsets == [1, 2, 3]


async def test_a_lost_last_event_is_found_by_the_heads() -> None:
    house = House(head=5)
    reader = house.follow(5)
    before = healed("heads")
    house.commit()
    house.feed.verify(EPOCH, house.head)
    await house.settle(reader)
    assert reader.offsets == [6]
    assert healed("heads") == before + 1


async def test_where_nobody_follows_no_hole_is_healed() -> None:
    house = House(head=5)
    before = healed("heads")
    house.commit()
    house.feed.verify(EPOCH, house.head)
    assert healed("heads") == before


async def test_recovery_from_behind_the_ring_reads_sql() -> None:
    house = House(head=RING_FRAMES * 2)
    reader = house.follow(3)
    await house.settle(reader)
    assert reader.offsets == list(range(4, house.head + 1))


async def test_a_blocked_reader_waits_and_then_gets_everything() -> None:
    house = House()
    reader = house.follow(0)
    reader.blocked = True
    house.commit(RING_FRAMES + 50)
    house.ring(*range(1, house.head + 1))
    assert reader.offsets == []
    reader.unblock()
    await house.settle(reader)
    assert reader.offsets == list(range(1, house.head + 1))


async def test_another_epoch_resets_everybody() -> None:
    house = House(head=5)
    reader = house.follow(5)
    house.feed.verify("second", 2)
    assert reader.frames == [{"type": "reset", "topic": TOPIC, "reason": "epoch"}]
    assert house.feed.cursors == {}


async def test_an_event_of_another_epoch_is_doubted_and_not_shown() -> None:
    house = House(head=5)
    reader = house.follow(5)
    house.ring(6, epoch="second")
    assert reader.frames == []
    assert house.doubts == 1


async def test_who_needs_what_has_been_trimmed_is_reset() -> None:
    house = House(head=300, trimmed=290)
    reader = house.follow(100)
    await house.settle(reader)
    assert reader.frames == [{"type": "reset", "topic": TOPIC, "reason": "trimmed"}]


async def test_events_that_come_before_sql_is_asked_are_kept() -> None:
    house = House()
    house.feed = Feed(TOPIC, house.read, house.doubt)
    house.commit(2)
    house.ring(1, 2)
    house.feed.verify(EPOCH, 1)
    reader = house.follow(0)
    await house.settle(reader)
    assert reader.offsets == [1, 2]


async def test_many_who_lack_the_same_read_it_once() -> None:
    house = House(head=400)
    reads: list[int] = []
    original = house.feed._read

    async def counted(first: int) -> FrameRows:
        reads.append(first)
        return await original(first)

    house.feed._read = counted
    readers = [house.follow(10) for _ in range(20)]
    await house.settle(*readers)
    assert all(reader.offsets == list(range(11, 401)) for reader in readers)
    assert len(reads) == len(set(reads))


STEP = st.one_of(
    st.tuples(st.just("commit"), st.integers(1, 5)),
    st.tuples(st.just("burst"), st.integers(RING_FRAMES - 5, RING_FRAMES + 60)),
    st.tuples(st.just("ring"), st.integers(-300, 3)),
    st.tuples(st.just("verify"), st.just(0)),
    st.tuples(st.just("block"), st.integers(0, 2)),
    st.tuples(st.just("unblock"), st.integers(0, 2)),
    st.tuples(st.just("follow"), st.integers(0, 300)),
    st.tuples(st.just("turn"), st.just(0)),
)


@settings(deadline=None)
@given(st.lists(STEP, max_size=40))
def test_every_cursor_ends_equal_to_the_log(steps: list[tuple[str, int]]) -> None:
    """Drops, duplicates, reorderings, blocks and late comers in any order; in the end one look at SQL heals it all."""
    asyncio.run(live_through(steps))


async def live_through(steps: list[tuple[str, int]]) -> None:
    house = House()
    starts: list[tuple[Reader, int]] = [(house.follow(0), 0)]
    for verb, number in steps:
        await step(house, starts, verb, number)
    house.feed.verify(EPOCH, house.head)
    for reader, _start in starts:
        reader.unblock()
    await house.settle(*[reader for reader, _start in starts])
    for reader, start in starts:
        assert reader.offsets == list(range(start + 1, house.head + 1))
        assert all(later == earlier + 1 for earlier, later in pairwise(reader.offsets))


async def step(house: House, starts: list[tuple[Reader, int]], verb: str, number: int) -> None:
    reader = starts[number % len(starts)][0]
    match verb:
        case "commit" | "burst":
            house.commit(number)
        case "ring" if 0 < house.head + number <= house.head:
            house.ring(house.head + number)
        case "verify":
            house.feed.verify(EPOCH, house.head)
        case "block":
            reader.blocked = True
        case "unblock":
            reader.unblock()
        case "follow":
            offset = max(0, house.feed.head - number)
            starts.append((house.follow(offset), offset))
        case "turn":
            await asyncio.sleep(0)
