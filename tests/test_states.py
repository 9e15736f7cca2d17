"""For every event: the snapshot from before it, and the event, are the snapshot from after it."""

import asyncio
from typing import Any, cast
from uuid import uuid4

import pytest
from django.contrib.auth.models import User

from chat.actions import create_room
from chat.models import Room
from project.realtime.events import Event
from project.realtime.groups import EVERYONE, user_topic
from tests.cast import browser_of
from tests.chat import stories as _of_rooms  # noqa: F401 - they tell themselves
from tests.harness.client import Client
from tests.harness.fixtures import Connect
from tests.harness.reducer import View, normal
from tests.notifications import stories as _of_oneself  # noqa: F401
from tests.scene import Scene, stories
from tests.tasks import stories as _of_tasks  # noqa: F401

EVENTS = sorted(name for name, event in Event.catalogue.items() if not event.__module__.startswith("tests."))
CASES = [pytest.param(event, name, id=f"{event}-{name}") for event in EVENTS for name in stories.get(event, {"": None})]


@pytest.fixture
def scene(alice: User, bob: User, room: Room) -> Scene:
    public, _created = create_room(user=alice, name=f"公开 {uuid4()}")
    return Scene(alice, bob, room, public)


def test_every_event_has_a_story() -> None:
    assert sorted(stories) == EVENTS


@pytest.mark.parametrize(("event", "name"), CASES)
async def test_snapshot_and_events_are_the_new_snapshot(
    connect: Connect, scene: Scene, carol: User, event: str, name: str
) -> None:
    telling = stories[event][name](scene)
    next(telling)
    watching, carols = await connect(scene.bob), await connect(carol)
    (refused,) = await carols.hello(scene.private.topic)
    view = await first_look(watching, scene)
    assert list(telling) == []
    await watching.expect(event)
    await watching.settle()
    assert (refused["code"], await told_to(carols)) == (404, [])
    now = await as_it_stands(connect, scene)
    view.apply(watching.seen)
    assert as_seen(view) == now
    # The snapshot of a busy topic may know more than its offset says.
    view.apply(frame for frame in watching.seen if frame["type"] == "event")
    assert as_seen(view) == now


async def first_look(client: Client, scene: Scene) -> View:
    view = View(scene.bob.pk, await asyncio.to_thread(rooms_of, scene.bob))
    await client.hello(user_topic(scene.bob.pk), EVERYONE, scene.private.topic, scene.public.topic)
    return view


async def told_to(carols: Client) -> list[dict[str, Any]]:
    await carols.settle()
    return [frame for frame in carols.seen if frame["type"] in {"event", "state", "signal"}]


async def as_it_stands(connect: Connect, scene: Scene) -> dict[str, Any]:
    fresh = await connect(scene.bob)
    view = await first_look(fresh, scene)
    await fresh.settle()
    view.apply(frame for frame in fresh.seen if frame["type"] == "subscribed")
    return as_seen(view)


def as_seen(view: View) -> dict[str, Any]:
    return {topic: normal(shown) for topic, shown in view.shown.items()} | {"rooms": view.rooms}


def rooms_of(user: User) -> list[dict[str, Any]]:
    return cast("list[dict[str, Any]]", browser_of(user).get("/api/rooms/?joined=true").json()["items"])
