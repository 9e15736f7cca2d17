"""Dismissing and acknowledging: for oneself alone, told to one's own other tabs alone."""

from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import User

from notifications import access
from notifications.actions import acknowledge_alert, broadcast_alert, dismiss_alert, withdraw_alert
from project.realtime.errors import Conflict
from tests.notifications.seen import told


@pytest.mark.parametrize("to_everyone", [True, False])
def test_dismissed_by_one_it_stays_for_the_other(alice: User, bob: User, carol: User, to_everyone: bool) -> None:
    audience: dict[str, Any] = {"everyone": True} if to_everyone else {"users": [alice, bob]}
    alert = broadcast_alert(text="Hello", **audience)
    other = broadcast_alert(text="Another", users=[alice])
    assert dismiss_alert(user=alice, alert=alert).result == {"alert": alert.pk}
    assert list(access.alerts_for(alice)) == [other]
    assert told(alice)[-1] == ("alert_dismissed", {"alert": alert.pk})
    assert list(access.alerts_for(bob)) == [alert]
    assert "alert_dismissed" not in [name for name, _event in told(bob) + told(carol)]


def test_dismissing_again_tells_nobody_again(alice: User) -> None:
    alert = broadcast_alert(text="Hello", users=[alice])
    key = uuid4()
    outcomes = [dismiss_alert(user=alice, alert=alert, key=key).duplicate for _ in range(2)]
    dismiss_alert(user=alice, alert=alert)
    assert outcomes == [False, True]
    assert [name for name, _event in told(alice)] == ["alert_raised", "alert_dismissed"]


@pytest.mark.parametrize("stays", [{"dismissible": False}, {"must_acknowledge": True}])
def test_what_cannot_be_dismissed_stays(alice: User, stays: dict[str, bool]) -> None:
    alert = broadcast_alert(text="Hello", users=[alice], **stays)  # type: ignore[arg-type]  # flags only
    with pytest.raises(Conflict):
        dismiss_alert(user=alice, alert=alert)
    assert list(access.alerts_for(alice)) == [alert]


def test_acknowledged_it_leaves_the_screen(alice: User, carol: User) -> None:
    alert = broadcast_alert(text="Hello", users=[alice], severity="critical", must_acknowledge=True)
    acknowledge_alert(user=alice, alert=alert)
    assert not access.alerts_for(alice).exists()
    assert told(alice)[-1] == ("alert_acknowledged", {"alert": alert.pk})
    assert told(carol) == []


def test_a_late_answer_to_what_was_withdrawn_is_no_error(alice: User) -> None:
    alert = broadcast_alert(text="Hello", everyone=True)
    withdraw_alert(alert=alert)
    assert dismiss_alert(user=alice, alert=access.alert_for(alice, alert.pk)).result == {"alert": alert.pk}
