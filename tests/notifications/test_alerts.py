"""Alerts: to whom they go, when, and that they can be taken back."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, User
from django.utils import timezone

from chat.models import Room
from notifications import access
from notifications.actions import broadcast_alert, raise_due_alerts, withdraw_alert
from notifications.models import Alert, AlertState
from project.realtime.errors import Conflict, NotFound
from tests.notifications.seen import told, told_everyone


def shown_to(user: User) -> list[str]:
    return [alert.text for alert in access.alerts_for(user)]


def test_everyone_is_one_row_and_one_event(alice: User, carol: User) -> None:
    before = len(told_everyone())
    alert = broadcast_alert(text="Maintenance at 18:00", everyone=True, severity="warning")
    ((name, event),) = told_everyone()[before:]
    assert (name, event["id"], event["severity"]) == ("alert_raised", alert.pk, "warning")
    assert alert.receipts.count() == 0
    assert told(alice) == told(carol) == []
    assert "Maintenance at 18:00" in shown_to(alice)


def test_whoever_comes_later_sees_what_is_said_to_everyone(db: None) -> None:
    broadcast_alert(text="Welcome", everyone=True)
    assert "Welcome" in shown_to(User.objects.create_user("late"))


def test_users_groups_and_rooms_together_are_told_once_each(room: Room, alice: User, bob: User, carol: User) -> None:
    dora = User.objects.create_user("dora")
    ops = Group.objects.create(name="ops")
    ops.user_set.add(bob, dora)
    before = len(told_everyone())
    alert = broadcast_alert(text="Some", users=[alice, bob.pk], groups=[ops], rooms=[room])
    for user in (alice, bob, dora):
        assert [event["id"] for name, event in told(user) if name == "alert_raised"] == [alert.pk]
        assert shown_to(user) == ["Some"]
    assert told(carol) == []
    assert shown_to(carol) == []
    assert len(told_everyone()) == before
    assert access.recipient_count(alert) == 3


def test_inactive_users_are_not_counted(alice: User, bob: User) -> None:
    bob.is_active = False
    bob.save()
    ops = Group.objects.create(name="ops")
    ops.user_set.add(alice, bob)
    assert access.recipient_count(broadcast_alert(text="Some", groups=[ops])) == 1


def test_a_scheduled_alert_is_raised_once_when_its_time_comes(alice: User, carol: User) -> None:
    soon = timezone.now() + timedelta(hours=1)
    alert = broadcast_alert(text="Later", users=[alice], starts_at=soon)
    assert raise_due_alerts() == 0
    assert (told(alice), shown_to(alice)) == ([], [])
    assert alert.state_at(timezone.now()) is AlertState.SCHEDULED
    Alert.objects.filter(pk=alert.pk).update(starts_at=timezone.now())
    assert [raise_due_alerts(), raise_due_alerts()] == [1, 0]
    assert [name for name, _event in told(alice)] == ["alert_raised"]
    assert shown_to(alice) == ["Later"]
    assert (told(carol), shown_to(carol)) == ([], [])


def test_whose_whole_time_has_passed_is_not_raised_any_more(alice: User) -> None:
    now = timezone.now()
    soon, later = now + timedelta(hours=1), now + timedelta(hours=2)
    alert = broadcast_alert(text="Missed", users=[alice], starts_at=soon, ends_at=later)
    Alert.objects.filter(pk=alert.pk).update(starts_at=now - timedelta(hours=2), ends_at=now - timedelta(hours=1))
    assert raise_due_alerts() == 0
    assert told(alice) == []


def test_what_has_ended_is_not_shown(alice: User) -> None:
    alert = broadcast_alert(text="Short", users=[alice], ends_at=timezone.now() + timedelta(hours=1))
    assert shown_to(alice) == ["Short"]
    now = timezone.now()
    Alert.objects.filter(pk=alert.pk).update(starts_at=now - timedelta(hours=1), ends_at=now)
    assert shown_to(alice) == []


def test_withdrawing_tells_those_who_had_been_told(alice: User, bob: User, carol: User) -> None:
    alert = broadcast_alert(text="Wrong", users=[alice, bob])
    withdraw_alert(alert=alert)
    for user in (alice, bob):
        assert told(user)[-1] == ("alert_withdrawn", {"alert": alert.pk})
        assert shown_to(user) == []
    assert told(carol) == []
    with pytest.raises(Conflict):
        withdraw_alert(alert=alert)


def test_withdrawn_before_its_time_it_is_never_raised(alice: User) -> None:
    alert = broadcast_alert(text="Later", users=[alice], starts_at=timezone.now() + timedelta(hours=1))
    withdraw_alert(alert=alert)
    Alert.objects.filter(pk=alert.pk).update(starts_at=timezone.now())
    assert raise_due_alerts() == 0
    assert told(alice) == []


def test_the_most_urgent_come_first(alice: User) -> None:
    for severity in ("info", "critical", "success", "warning"):
        broadcast_alert(text=severity, severity=severity, users=[alice])
    assert shown_to(alice) == ["critical", "warning", "success", "info"]


def test_a_foreign_alert_is_not_there(alice: User, carol: User) -> None:
    alert = broadcast_alert(text="Ours", users=[alice])
    later = broadcast_alert(text="Later", everyone=True, starts_at=timezone.now() + timedelta(hours=1))
    for absent in (alert.pk, later.pk, 10**9, 10**30):
        with pytest.raises(NotFound):
            access.alert_for(carol, absent)
