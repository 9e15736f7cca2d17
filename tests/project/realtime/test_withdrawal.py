"""Rights that are taken away while somebody listens: within two seconds nothing more is heard."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group, Permission, User

from chat.actions import add_member, create_room, post_message, remove_member
from chat.models import Room
from project.realtime.groups import EVERYONE, user_topic
from tasks.actions import cancel_task
from tasks.actions.creation import create_run
from tasks.faces import task_topic
from tasks.models import TaskRun
from tasks.task_types import type_for
from tests.cast import new_user
from tests.harness.client import Client
from tests.harness.fixtures import Connect

WITHDRAWN_SECONDS = 2.0
ABSENT = "task:00000000-0000-4000-8000-000000000000"


def never_sent(owner: User, room: Room | None = None) -> TaskRun:
    """A run whose message no worker gets, so that only the test changes it."""
    kind = type_for(owner, "count")
    return create_run(task_type=kind, owner=owner, room=room, arguments={"steps": 3}, send=lambda: None)


@pytest.fixture
def dave(rows: None) -> User:
    """Staff who may look at every task: by a permission of his own, and by two groups."""
    dave = new_user("dave")
    dave.is_staff = True
    dave.save()
    return dave


def looking() -> Permission:
    return Permission.objects.get(codename="view_taskrun", content_type__app_label="tasks")


def group_of(*members: User) -> Group:
    group = Group.objects.create(name=f"operators {members[0].username}")
    group.permissions.add(looking())
    group.user_set.add(*members)
    return group


def no_more_staff(dave: User) -> None:
    dave.is_staff = False
    dave.save()


def group_without_permissions(dave: User) -> None:
    dave.groups.get().permissions.clear()


def permission_without_groups(dave: User) -> None:
    looking().group_set.remove(dave.groups.get())


def group_without_members(dave: User) -> None:
    dave.groups.get().user_set.clear()


WAYS: list[tuple[str, Callable[[User], object]]] = [
    ("own", lambda dave: dave.user_permissions.remove(looking())),
    ("own", lambda dave: dave.user_permissions.clear()),
    ("own", lambda dave: looking().user_set.remove(dave)),
    ("own", no_more_staff),
    ("group", lambda dave: dave.groups.remove(dave.groups.get())),
    ("group", lambda dave: dave.groups.clear()),
    ("group", lambda dave: dave.groups.get().user_set.remove(dave)),
    ("group", group_without_members),
    ("group", group_without_permissions),
    ("group", permission_without_groups),
    ("group", lambda dave: dave.groups.get().delete()),
]


@pytest.mark.parametrize(("by", "withdraw"), WAYS)
async def test_a_permission_that_is_withdrawn(
    connect: Connect, alice: User, dave: User, carol: User, by: str, withdraw: Callable[[User], object]
) -> None:
    if by == "own":
        dave.user_permissions.add(looking())
    else:
        group_of(dave)
    topic = task_topic((run := never_sent(alice)).pk)
    his, hers, carols = [await connect(user) for user in (dave, alice, carol)]
    for client, user in ((his, dave), (hers, alice), (carols, carol)):
        await client.hello(user_topic(user.pk), topic)
    await his.expect_state(topic=topic, state="QUEUED")
    withdraw(dave)
    gone = await his.expect_frame(type="unsubscribed", topic=topic, within=WITHDRAWN_SECONDS)
    assert (gone["code"], gone["reason"]) == (403, "withdrawn")
    cancel_task(user=alice, run=run)
    await hers.expect_state(topic=topic, state="CANCELLED")
    for client in (his, carols):
        await client.expect_nothing(topic)
    for answer, absent in (
        (await his.subscribe(topic), await his.subscribe(ABSENT)),
        (await his.command(topic, "cancel"), await his.command(ABSENT, "cancel")),
    ):
        assert (answer["code"], answer["message"]) == (404, absent["message"])


async def test_a_permission_that_is_given_holds_at_once(connect: Connect, alice: User, dave: User) -> None:
    topic = task_topic(never_sent(alice).pk)
    his = await connect(dave)
    (refused,) = await his.hello(topic)
    assert refused["code"] == 404
    dave.user_permissions.add(looking())
    assert (await his.subscribe(topic))["type"] == "subscribed"


async def test_what_was_seen_by_way_of_a_room_goes_with_it(
    connect: Connect, alice: User, bob: User, carol: User, room: Room
) -> None:
    topic = task_topic((run := never_sent(alice, room)).pk)
    his, hers, carols = [await connect(user) for user in (bob, alice, carol)]
    await his.hello(user_topic(bob.pk), topic)
    await hers.hello(topic)
    await carols.hello(user_topic(carol.pk), EVERYONE)
    await his.expect_state(topic=topic, state="QUEUED")
    remove_member(by=alice, room=room, user_id=bob.pk)
    await his.expect_frame(type="unsubscribed", topic=topic, within=WITHDRAWN_SECONDS)
    cancel_task(user=alice, run=run)
    await hers.expect_state(topic=topic, state="CANCELLED")
    await his.expect_nothing(topic)
    await carols.expect_nothing()


async def test_a_user_who_is_deleted(connect: Connect, alice: User, bob: User) -> None:
    gone, hers, his = new_user("mallory"), await connect(alice), await connect(bob)
    public, _created = create_room(user=alice, name=f"open to all {alice.username}")
    theirs = await connect(gone)
    for client in (theirs, hers, his):
        await client.hello(public.topic)
    gone.delete()
    assert await theirs.expect_close(within=WITHDRAWN_SECONDS) == 4003
    post_message(author=alice, room=public, text="afterwards", key=None)
    for client in (hers, his):
        await client.expect("message_posted", text="afterwards")
    assert not heard(theirs, "afterwards")


async def test_a_removal_between_the_look_and_the_first_frame(
    connect: Connect, alice: User, bob: User, room: Room
) -> None:
    """Bob asks for the room again and again while he is put out: some request is let in before, and begins after."""
    his, hers = await connect(bob), await connect(alice)
    await his.hello(user_topic(bob.pk))
    await hers.hello(room.topic)
    # No more than may be refused before the connection is closed for it.
    for attempt in range(3):
        add_member(by=alice, room=room, user=bob)
        for number in range(16):
            await his.send({"type": "subscribe", "id": f"{attempt} {number}", "topic": room.topic})
            if number == 8:
                remove_member(by=alice, room=room, user_id=bob.pk)
        await his.expect_frame(id=f"{attempt} 15", code=404)
        await his.settle()
        post_message(author=alice, room=room, text=f"without bob {attempt}", key=None)
        await hers.expect("message_posted", text=f"without bob {attempt}")
        await his.settle()
        assert not heard(his, f"without bob {attempt}")


async def test_others_keep_what_is_theirs(connect: Connect, alice: User, dave: User, room: Room) -> None:
    """Whoever is looked at because something changed loses nothing by it."""
    hers = await connect(alice)
    await hers.hello(room.topic, user_topic(alice.pk), EVERYONE, task_topic(never_sent(alice).pk))
    alice.groups.add(group_of(dave))
    await hers.settle()
    await hers.settle()
    post_message(author=alice, room=room, text="still here", key=None)
    await hers.expect("message_posted", text="still here")
    assert not [frame for frame in hers.seen if frame["type"] == "unsubscribed"]


def heard(client: Client, text: str) -> bool:
    return any(frame.get("data", {}).get("text") == text for frame in client.seen)
