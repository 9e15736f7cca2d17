"""A log in SQL, a real hub over it, and clients who keep the protocol's rules; what happens between them is chance."""

import asyncio
import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from itertools import count
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from project.realtime import incarnation, threads, topics
from project.realtime.admission import Admitted
from project.realtime.connection import Connection
from project.realtime.frames import Frame
from project.realtime.groups import group_of
from project.realtime.hub import Hub
from project.realtime.models import Incarnation, StoredEvent, Stream
from project.realtime.protocol import Place
from project.realtime.prune import prune_events
from project.realtime.publish import event_item, publish
from project.realtime.topics import LogTopic
from project.realtime.wire import Wire
from tests.project.realtime.test_publish import BellRung

UNSENT_BYTES = 600
ROUNDS = 8
TURNS = 1000
_names = count(1)


class BellTopic(LogTopic["House"]):
    """Its snapshot is every number that was rung."""

    prefix = "bell"

    def subject_for(self, user: User, key: str) -> "House":
        raise NotImplementedError("clients of these tests are let in without being asked")

    def snapshot(self, user: User, subject: "House") -> dict[str, Any]:
        with subject.writing:
            return {"numbers": list(subject.truth)}


BELLS = BellTopic()
topics.register(BELLS)


class SlowWire(Wire):
    """A client that reads when the test says so; what it has not read when it is cut off, it never gets."""

    def __init__(self, hear: Callable[[dict[str, Any]], None]) -> None:
        super().__init__(UNSENT_BYTES)
        self._hear, self._unsent = hear, list[Frame]()
        self.reads = True

    def write(self, frame: Frame) -> None:
        self._unsent.append(frame)
        if sum(map(len, self._unsent)) > self._most_bytes:
            self.pressed(True)

    def close(self, code: int, patience: float = 1.0) -> None:
        raise AssertionError(f"nothing here is a reason to close with {code}")

    def read(self, reads: bool) -> None:
        self.reads = reads

    def flush(self) -> None:
        while self.reads and self._unsent:
            self._hear(json.loads(self._unsent.pop(0)))
            if not self._unsent:
                self.pressed(False)


def connection_on(wire: Wire, user: User) -> Connection:
    return Connection(user, wire, "")


@dataclass(eq=False)
class Client:
    """To the letter of “Rules for clients”. ``place`` is its epoch and its last offset, ``asks`` its open request."""

    house: "House"
    numbers: list[int] = field(default_factory=list)
    place: tuple[str, int] | None = None
    asks: "asyncio.Task[None] | None" = None
    connection: Connection | None = None

    def __post_init__(self) -> None:
        self.wire = SlowWire(self.hear)

    def connect(self) -> None:
        if self.connection is None:
            self.connection = connection_on(self.wire, self.house.user)
            self.ask()

    def cut(self) -> None:
        if self.connection is not None:
            self.stop_asking()
            self.house.hub.leave(self.connection)
            self.connection, self.wire = None, SlowWire(self.hear)

    def ask(self) -> None:
        assert self.connection is not None
        self.stop_asking()
        self.asks = asyncio.create_task(self.house.let_in(self.connection, self.place))

    def stop_asking(self) -> None:
        if self.asks is not None:
            self.asks.cancel()
            self.asks = None

    def hear(self, frame: dict[str, Any]) -> None:
        getattr(self, f"_on_{frame['type']}")(frame)

    def _on_subscribed(self, frame: dict[str, Any]) -> None:
        self.asks = None
        if not frame["recovered"]:
            self.numbers = frame["snapshot"]["numbers"]
        else:
            assert self.place == (frame["epoch"], frame["offset"])
        self.place = (frame["epoch"], frame["offset"])

    def _on_event(self, frame: dict[str, Any]) -> None:
        if self.asks is not None:
            return
        assert self.place is not None, f"an event of what is not followed: {frame}"
        epoch, last = self.place
        assert frame["offset"] == last + 1, f"after offset {last} came {frame['offset']}"
        self.place = (epoch, last + 1)
        self.numbers.append(frame["data"]["number"])

    def _on_reset(self, _frame: dict[str, Any]) -> None:
        self.place = None
        self.ask()

    def _on_ping(self, frame: dict[str, Any]) -> None:
        head = frame["heads"].get(self.house.topic)
        if head is None or self.asks is not None or self.place is None:
            return
        if head["epoch"] != self.place[0]:
            self.place = None
        if self.place is None or head["offset"] > self.place[1]:
            self.ask()


class House:
    """``truth`` is what SQL holds; ``pushes`` may reach the hub at any time, in any order, any number of times."""

    def __init__(self, user: User, clients: int) -> None:
        self.user, self.topic = user, f"bell:{next(_names)}"
        self.truth: list[int] = []
        # Who reads sees a number and its event, or neither, as in one transaction of SQL.
        self.writing = threading.Lock()
        self.pushes: list[dict[str, Any]] = []
        self._numbers = count(1)
        self._moments: list[tuple[str, int]] = []
        self._before_look = 0
        self.hub = Hub()
        self.clients = [Client(self) for _ in range(clients)]

    async def let_in(self, connection: Connection, place: tuple[str, int] | None) -> None:
        epoch, offset = place or (None, None)
        wish = Admitted(Place(topic=self.topic, epoch=epoch, offset=offset), BELLS, self, [group_of(self.topic)])
        self.hub.unfollow(connection, self.topic)
        with self.hub.wanting([wish]):
            (opening,) = await self.hub.reception.open(self.user, [wish], "en")
        self.hub.follow(connection, opening, 1)

    def ring(self, times: int) -> None:
        for _ in range(times):
            self._before_look -= 1
            if self._before_look == 0:
                incarnation.look()
            number = next(self._numbers)
            with self.writing:
                with transaction.atomic():
                    offset = publish(self.topic, BellRung(number=number))
                self.truth.append(number)
            stored = StoredEvent.objects.select_related("stream").get(stream__topic=self.topic, offset=offset)
            self._moments.append((stored.stream.epoch, incarnation.life_now().number))
            self.pushes.append(event_item(stored))

    def push(self, index: int) -> None:
        """Any of them, even one that a restore has undone; from -1 on, the newest."""
        if self.pushes:
            self.hub.doorbell.take(self.pushes[index % len(self.pushes)])

    def push_newest(self, most: int) -> None:
        """In order, and some of them perhaps once more."""
        for item in self.pushes[-most:]:
            self.hub.doorbell.take(item)

    def prune(self, kept: int) -> None:
        old = StoredEvent.objects.filter(stream__topic=self.topic, offset__lte=len(self.truth) - kept)
        old.update(at=timezone.now() - timedelta(days=400))
        prune_events()

    def restore(self, lost: int) -> None:
        """Back to an earlier moment, and to what SQL held then: its life and its epoch, too."""
        floor = Stream.objects.filter(topic=self.topic).values_list("floor", flat=True).first() or 0
        head = max(floor, len(self.truth) - lost, 1)
        if head >= len(self.truth):
            return
        with self.writing:
            epoch, number = self._moments[head - 1]
            with transaction.atomic():
                StoredEvent.objects.filter(stream__topic=self.topic, offset__gt=head).delete()
                Stream.objects.filter(topic=self.topic).update(head=head, epoch=epoch)
                Incarnation.objects.update(number=number)
            del self.truth[head:], self._moments[head:]
        # The clock does not run in these tests, and three seconds after a restore every process has looked.
        self._before_look = 10

    async def turn(self) -> None:
        await asyncio.sleep(0)
        for client in self.clients:
            client.wire.flush()

    async def settle(self) -> None:
        """Until nobody waits for anything but time."""
        for _ in range(TURNS):
            await self.turn()
            busy = asyncio.all_tasks() - {asyncio.current_task()}
            if not busy:
                return
            await asyncio.wait(busy)
        raise AssertionError("it never comes to rest")

    def ping(self) -> None:
        for client in self.clients:
            if client.connection is not None:
                client.connection.ping(self.hub.heads_of(client.connection), 0.0)

    def is_whole(self) -> bool:
        return all(client.numbers == self.truth and client.asks is None for client in self.clients)

    async def heal(self) -> None:
        """The turns that a hub and a client take by the clock."""
        for client in self.clients:
            client.wire.reads = True
            client.connect()
        await threads.write(partial(incarnation.look))
        for _ in range(ROUNDS):
            await self.settle()
            await self.hub.verify()
            self.ping()
            await self.settle()
            if self.is_whole():
                break
