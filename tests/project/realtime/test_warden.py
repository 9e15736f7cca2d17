"""Looking at many connections: as one would at each, with a few queries, and none keeps the others from it."""

import asyncio
import json
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection as database
from django.test.utils import CaptureQueriesContext

from chat.actions import create_room
from chat.models import Room, RoomKind
from project.realtime import topics
from project.realtime.connection import Connection
from project.realtime.errors import NotFound
from project.realtime.groups import EVERYONE, user_topic
from project.realtime.protocol import CloseCode
from project.realtime.standing import Claim, standings
from project.realtime.warden import Warden
from project.realtime.wire import AsgiWire
from tasks.faces import task_topic
from tests.cast import new_user, session_of
from tests.project.realtime.test_withdrawal import never_sent


def everything_of(user: User) -> tuple[str, ...]:
    room, _created = create_room(user=user, name=f"of {user.username}", kind=RoomKind.PRIVATE)
    tasks = [task_topic(never_sent(user, where).pk) for where in (None, room)]
    return (user_topic(user.pk), EVERYONE, room.topic, *tasks)


def claim_of(user: User) -> Claim:
    return Claim(user.pk, session_of(user), everything_of(user))


def test_the_queries_do_not_grow_with_the_connections(db: None) -> None:
    few, many = ([claim_of(new_user("one")) for _ in range(number)] for number in (2, 20))
    counts = []
    for claims in (few, many):
        with CaptureQueriesContext(
            database,
        ) as queries:
            found = standings(claims)
        assert [(each.end, each.lost) for each in found] == [(None, ())] * len(claims)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 10


def test_it_is_the_same_answer_as_at_the_door(alice: User, bob: User, carol: User, room: Room) -> None:
    looking, blind, former = new_user("looking"), new_user("blind"), new_user("former")
    User.objects.filter(pk__in=[looking.pk, blind.pk]).update(is_staff=True)
    User.objects.filter(pk=former.pk).update(is_active=False)
    for each in (looking, former):
        each.user_permissions.add(Permission.objects.get(codename="view_taskrun"))
    public, _created = create_room(user=alice, name=f"public {alice.username}")
    runs = [task_topic(never_sent(alice, where).pk) for where in (None, room, public)]
    ids = [user.pk for user in (alice, bob, carol, looking, blind, former)]
    names = [*runs, task_topic(uuid4()), room.topic, public.topic, "room:999999999", EVERYONE, *map(user_topic, ids)]
    users = list(User.objects.filter(pk__in=ids))
    for topic, keys in by_topic(names).items():
        asked = [(user, key) for user in users for key in keys]
        assert topic.lets_in(asked) == {(user.pk, key) for user, key in asked if at_the_door(topic, user, key)}


def by_topic(names: list[str]) -> dict[topics.AnyTopic, list[str]]:
    found: dict[topics.AnyTopic, list[str]] = {}
    for name in names:
        topic, key = topics.find(name)
        found.setdefault(topic, []).append(key)
    return found


def at_the_door(topic: topics.AnyTopic, user: User, key: str) -> bool:
    try:
        topic.subject_for(user, key)
    except NotFound:
        return False
    return True


def test_a_session_is_good_for_its_own_user_alone(alice: User, bob: User) -> None:
    (standing,) = standings([Claim(alice.pk, session_of(bob), ())])
    assert (standing.user, standing.end) == (None, CloseCode.SESSION_ENDED)


def test_a_user_who_is_not_there_ends_before_his_session_does(alice: User, bob: User) -> None:
    claims = [Claim(user.pk, session_of(user), ()) for user in (alice, bob)]
    User.objects.filter(pk=alice.pk).update(is_active=False)
    assert [standing.end for standing in standings(claims)] == [CloseCode.ACCESS_WITHDRAWN, None]


class Spied:
    """A connection, and the frames that it sent."""

    def __init__(self, user: User) -> None:
        self.sent: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.connection = Connection(user, AsgiWire(self.sent.put, 1 << 18), session_of(user))

    async def expect_close(self) -> int:
        async with asyncio.timeout(5):
            while (message := await self.sent.get())["type"] != "websocket.close":
                assert json.loads(message["text"])["type"] in {"error", "bye"}
        return int(message["code"])


async def test_one_of_which_nothing_can_be_said_does_not_keep_the_others(
    committed: None, alice: User, bob: User, carol: User, caplog: pytest.LogCaptureFixture
) -> None:
    hers, his, carols = Spied(alice), Spied(bob), Spied(carol)
    everybody = {each.connection for each in (hers, his, carols)}
    his.connection.watched.add("nothing:1")
    warden = Warden(everybody, lambda _connection, _topic: False, asyncio.ensure_future)
    User.objects.filter(pk=carol.pk).update(is_active=False)
    await warden.round()
    assert await carols.expect_close() == 4003
    assert [each.connection.closing for each in (hers, his)] == [None, None]
    assert f"connection {his.connection.id} could not be looked at" in caplog.text
    for each in (hers, his):
        each.connection.cancel_work()


async def test_who_is_doubted_while_somebody_is_looked_at_is_looked_at_together(
    committed: None, alice: User, bob: User, carol: User
) -> None:
    spied = {user.pk: Spied(user) for user in (alice, bob, carol)}
    warden = Warden(
        {each.connection for each in spied.values()}, lambda _connection, _topic: False, asyncio.ensure_future
    )
    User.objects.filter(pk__in=spied.keys()).update(is_active=False)
    for pk in spied:
        warden.recheck([pk])
    assert [await each.expect_close() for each in spied.values()] == [4003] * 3
