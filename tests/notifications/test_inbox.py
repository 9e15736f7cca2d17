"""Telling users, and what they do with what they were told."""

from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction

from chat.models import Room
from notifications import access
from notifications.actions import mark_all_read, mark_notification_read, notify_room, notify_user, notify_users
from notifications.models import Notification
from project.realtime.errors import Conflict, NotFound
from tests.notifications.seen import told

NOTE = {"title": "Hello", "text": "100 % 你好"}


def test_a_user_is_told_and_nobody_else(alice: User, carol: User) -> None:
    notification = notify_user(user=alice, kind="note", values=NOTE, link="/chat/")
    ((name, event),) = told(alice)
    assert name == "notification_created"
    assert event["id"] == notification.pk
    assert (event["title"], event["text"], event["link"]) == ("Hello", "100 % 你好", "/chat/")
    assert (event["unread"], event["read"]) == (1, False)
    assert told(carol) == []
    assert not access.notifications_for(carol).exists()


def test_many_are_told_once_each_with_their_own_count(alice: User, bob: User, carol: User) -> None:
    notify_user(user=bob, kind="note", values=NOTE)
    notify_users(users=[bob, alice, bob], kind="note", values=NOTE)
    assert [event["unread"] for _name, event in told(alice)] == [1]
    assert [event["unread"] for _name, event in told(bob)] == [1, 2]
    assert told(carol) == []


def test_the_members_of_a_room_are_told(room: Room, alice: User, bob: User, carol: User) -> None:
    notify_room(room_id=room.pk, kind="note", values=NOTE)
    assert [told(user)[-1][0] for user in (alice, bob)] == ["notification_created"] * 2
    assert told(carol) == []


def test_a_rollback_is_silence(alice: User) -> None:
    with transaction.atomic():
        notify_user(user=alice, kind="note", values=NOTE)
        transaction.set_rollback(True)
    assert told(alice) == []
    assert access.unread_count(alice) == 0


@pytest.mark.parametrize(
    ("mistake", "error"),
    [
        ({"kind": "unheard_of"}, ValueError),
        ({"kind": "note", "values": {"title": "without a text"}}, KeyError),
        ({"kind": "note", "values": NOTE, "link": "javascript:alert(1)"}, ValidationError),
    ],
)
def test_a_callers_mistake_is_loud_and_leaves_nothing(alice: User, mistake: dict[str, object], error: type) -> None:
    with pytest.raises(error):
        notify_user(user=alice, **mistake)  # type: ignore[arg-type]  # that is the mistake
    assert not Notification.objects.filter(user=alice).exists()


def test_reading_is_told_once_and_counts_down(alice: User) -> None:
    first, _second = (notify_user(user=alice, kind="note", values=NOTE) for _ in range(2))
    assert mark_notification_read(user=alice, notification=first).result == {"notification": first.pk, "unread": 1}
    assert mark_notification_read(user=alice, notification=first).result == {"notification": first.pk, "unread": 1}
    assert [name for name, _event in told(alice)] == ["notification_created"] * 2 + ["notification_read"]


def test_the_same_key_reads_once_and_means_one_thing(alice: User) -> None:
    first, second = (notify_user(user=alice, kind="note", values=NOTE) for _ in range(2))
    key = uuid4()
    assert not mark_notification_read(user=alice, notification=first, key=key).duplicate
    again = mark_notification_read(user=alice, notification=first, key=key)
    assert (again.duplicate, again.result["unread"]) == (True, 1)
    with pytest.raises(Conflict):
        mark_notification_read(user=alice, notification=second, key=key)


def test_all_are_read_at_once(alice: User, bob: User) -> None:
    notify_users(users=[alice, alice, bob], kind="note", values=NOTE)
    assert mark_all_read(user=alice).result == {"unread": 0}
    assert mark_all_read(user=alice).result == {"unread": 0}
    assert [name for name, _event in told(alice)] == ["notification_created", "all_read"]
    assert access.unread_count(bob) == 1


def test_a_foreign_notification_is_not_there(alice: User, carol: User) -> None:
    notification = notify_user(user=alice, kind="note", values=NOTE)
    for absent in (notification.pk, notification.pk + 10**6, 10**30):
        with pytest.raises(NotFound):
            access.notification_for(carol, absent)
