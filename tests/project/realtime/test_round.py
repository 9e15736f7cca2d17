"""Rights that end without a word: rows changed by a query or by hand, and doorbells that nobody heard.

The round that finds it is a second long here, and half a minute in the product.
"""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import Permission, User
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connection
from django.db.models import QuerySet

from chat.actions import post_message, remove_member
from chat.models import Membership, Message, Room
from project.realtime.groups import user_topic
from tasks.actions import cancel_task
from tasks.faces import task_topic
from tests.cast import new_user
from tests.harness.client import Client
from tests.harness.fixtures import Connect
from tests.harness.servers import RedisServer, Web
from tests.project.realtime.test_withdrawal import never_sent

ROUND_SECONDS = 5.0


def run_sql(statement: str, *parameters: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)


def deactivated(user: User) -> None:
    User.objects.filter(pk=user.pk).update(is_active=False)


def deactivated_by_hand(user: User) -> None:
    run_sql("UPDATE auth_user SET is_active = %s WHERE id = %s", False, user.pk)


def another_password(user: User) -> None:
    User.objects.filter(pk=user.pk).update(password="!another")


def session_deleted(user: User) -> None:
    sessions_of(user).delete()


def session_over(user: User) -> None:
    sessions_of(user).update(expire_date="2020-01-01T00:00Z")


def session_over_and_cleared(user: User) -> None:
    session_over(user)
    call_command("clearsessions")


def sessions_of(user: User) -> QuerySet[Session]:
    mine = [row.pk for row in Session.objects.all() if row.get_decoded().get("_auth_user_id") == str(user.pk)]
    return Session.objects.filter(pk__in=mine)


@pytest.mark.parametrize(
    ("end", "code"),
    [
        (deactivated, 4003),
        (deactivated_by_hand, 4003),
        (another_password, 4300),
        (session_deleted, 4300),
        (session_over, 4300),
        (session_over_and_cleared, 4300),
    ],
)
async def test_a_session_that_ended_unheard(
    connect: Connect, strict_web: Web, alice: User, bob: User, room: Room, end: Callable[[User], None], code: int
) -> None:
    his, hers = await connect(bob, to=strict_web), await connect(alice, to=strict_web)
    await his.hello(room.topic)
    await hers.hello(room.topic)
    end(bob)
    assert await his.expect_close(within=ROUND_SECONDS) == code
    await hers.command(room.topic, "post_message", {"text": "without bob"})
    await hers.expect("message_posted", text="without bob")
    assert not heard(his, "without bob")


def membership_deleted(room: Room, user: User) -> None:
    Membership.objects.filter(room=room, user=user).delete()


def membership_deleted_by_hand(room: Room, user: User) -> None:
    run_sql("DELETE FROM chat_membership WHERE room_id = %s AND user_id = %s", room.pk, user.pk)


def room_deleted(room: Room, _user: User) -> None:
    Message.objects.filter(room=room).delete()
    Room.objects.filter(pk=room.pk).delete()


@pytest.mark.parametrize("end", [membership_deleted, membership_deleted_by_hand, room_deleted])
async def test_a_room_that_was_taken_away_unheard(
    connect: Connect, strict_web: Web, alice: User, bob: User, room: Room, end: Callable[[Room, User], None]
) -> None:
    his, hers = await connect(bob, to=strict_web), await connect(alice, to=strict_web)
    await his.hello(user_topic(bob.pk), room.topic)
    await hers.hello(user_topic(alice.pk))
    end(room, bob)
    gone = await his.expect_frame(type="unsubscribed", topic=room.topic, within=ROUND_SECONDS)
    assert (gone["code"], gone["reason"]) == (403, "withdrawn")
    await hers.command(room.topic, "post_message", {"text": "without bob"})
    await his.settle()
    await his.expect_none("message_posted")
    assert (await his.subscribe(room.topic))["code"] == 404
    await hers.settle()


async def test_a_room_that_is_private_now(
    connect: Connect, strict_web: Web, alice: User, bob: User, carol: User, room: Room
) -> None:
    Room.objects.filter(pk=room.pk).update(kind="public")
    carols, his = await connect(carol, to=strict_web), await connect(bob, to=strict_web)
    await carols.hello(user_topic(carol.pk), room.topic)
    await his.hello(room.topic)
    Room.objects.filter(pk=room.pk).update(kind="private")
    await carols.expect_frame(type="unsubscribed", topic=room.topic, within=ROUND_SECONDS)
    carols.inbox.clear()
    post_message(author=alice, room=room, text="among ourselves", key=None)
    await his.expect("message_posted", text="among ourselves")
    await carols.expect_nothing()


async def test_a_permission_that_was_withdrawn_unheard(connect: Connect, strict_web: Web, alice: User) -> None:
    """The rights that somebody had when he came are remembered nowhere."""
    staff = new_user("staff")
    User.objects.filter(pk=staff.pk).update(is_staff=True)
    staff.user_permissions.add(Permission.objects.get(codename="view_taskrun"))
    topic = task_topic((run := never_sent(alice)).pk)
    his, hers = await connect(staff, to=strict_web), await connect(alice, to=strict_web)
    await his.hello(user_topic(staff.pk), topic)
    await hers.hello(topic)
    User.user_permissions.through.objects.filter(user=staff).delete()
    await his.expect_frame(type="unsubscribed", topic=topic, within=ROUND_SECONDS)
    his.inbox.clear()
    cancel_task(user=alice, run=run)
    await hers.expect_state(topic=topic, state="CANCELLED")
    await his.expect_nothing()


@pytest.mark.parametrize("fault", ["dead", "frozen"])
async def test_without_a_doorbell_it_is_found_all_the_same(
    connect: Connect, fragile_web: Web, redis_server: RedisServer, alice: User, bob: User, room: Room, fault: str
) -> None:
    removed, deactivated, signed_out, hers = [
        await connect(user, to=fragile_web) for user in (bob, new_user("mallory"), bob, alice)
    ]
    for client in (removed, deactivated, signed_out, hers):
        await client.hello(room.topic)
    redis_server.kill() if fault == "dead" else redis_server.freeze()
    remove_member(by=alice, room=room, user_id=bob.pk)
    assert deactivated.user is not None
    User.objects.filter(pk=deactivated.user.pk).update(is_active=False)
    await removed.expect_frame(type="unsubscribed", topic=room.topic, within=ROUND_SECONDS)
    assert await deactivated.expect_close(within=ROUND_SECONDS) == 4003
    sessions_of(bob).delete()
    assert await signed_out.expect_close(within=ROUND_SECONDS) == 4300
    post_message(author=alice, room=room, text="without him", key=None)
    await hers.expect("message_posted", text="without him")
    assert not any(heard(client, "without him") for client in (removed, deactivated, signed_out))


def heard(client: Client, text: str) -> bool:
    return any(frame.get("data", {}).get("text") == text for frame in client.seen)
