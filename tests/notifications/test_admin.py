"""The administrators' form, driven as a browser without scripts drives it."""

import re
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, Permission, User
from django.test import Client as Browser

from chat.models import Room
from notifications import access
from notifications.actions import broadcast_alert
from notifications.models import Alert
from tests.cast import Browse
from tests.notifications.seen import told

ADD = "/admin/notifications/alert/add/"


def filled(**fields: Any) -> dict[str, Any]:
    return {"severity": "info", "text": "Hello", "dismissible": "on"} | fields


def staff(user: User, *codenames: str) -> User:
    user.is_staff = True
    user.save()
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    return user


def the_alert() -> Alert:
    return Alert.objects.get()


def test_the_form_is_there_with_every_room_group_and_user(browse: Browse, admin: User, alice: User, room: Room) -> None:
    page = browse(admin).get(ADD).content.decode()
    for name in (
        "severity",
        "title",
        "text",
        "link",
        "everyone",
        "users",
        "groups",
        "rooms",
        "_save",
        "_draft",
        "_review",
    ):
        assert f'name="{name}"' in page
    assert room.name in page
    assert alice.username in page
    assert re.search(r"data-audience-count>0<", page)


def test_send_sends(browse: Browse, admin: User, alice: User, carol: User, room: Room) -> None:
    body = filled(users=[alice.pk], rooms=[room.pk], title="Now", severity="warning", text="a\r\nb", _save="Send")
    response = browse(admin).post(ADD, body, follow=True)
    assert "Sent to 2 people." in response.content.decode()
    alert = the_alert()
    assert (alert.text, alert.created_by, list(alert.users.all()), alert.rooms) == ("a\nb", admin, [alice], [room.pk])
    assert [name for name, _event in told(alice)][-1] == "alert_raised"
    assert not access.alerts_for(carol).exists()
    assert told(carol) == []
    assert "Sent to 2 people." in LogEntry.objects.get().get_change_message()


def test_a_draft_is_kept_and_sent_later(browse: Browse, admin: User, alice: User) -> None:
    browse(admin).post(ADD, filled(users=[alice.pk], _draft="Save"))
    alert = the_alert()
    assert (alert.sent_at, told(alice)) == (None, [])
    change = f"/admin/notifications/alert/{alert.pk}/change/"
    assert "data-audience-count>1<" in browse(admin).get(change).content.decode()
    browse(admin).post(change, filled(users=[alice.pk], text="Better", _save="Send"))
    assert [event["text"] for _name, event in told(alice)] == ["Better"]


def test_the_count_is_that_of_the_database(browse: Browse, admin: User, alice: User, room: Room) -> None:
    ops = Group.objects.create(name="ops")
    ops.user_set.add(alice, admin)
    count = browse(admin).get(f"/admin/notifications/alert/count/?groups={ops.pk}&rooms={room.pk}&rooms=junk")
    assert count.json() == {"count": 2}
    count = browse(admin).get(f"/admin/notifications/alert/count/?groups={ops.pk}&rooms={room.pk}")
    assert count.json() == {"count": 3}
    everyone = browse(admin).get("/admin/notifications/alert/count/?everyone=on").json()
    assert everyone == {"count": User.objects.filter(is_active=True).count()}


def test_the_review_shows_words_and_number_and_sends_nothing(browse: Browse, admin: User, alice: User) -> None:
    body = filled(users=[alice.pk], text="<i>Soon</i>", _review="Review")
    page = browse(admin).post("/admin/notifications/alert/review/", body).content.decode()
    assert "&lt;i&gt;Soon" in page
    assert "data-audience-count>1<" in page
    assert alice.username in page
    assert not Alert.objects.exists()
    kept = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page))
    browse(admin).post(ADD, {"text": "Soon", "severity": kept["severity"], "users": kept["users"], "_save": "Send"})
    assert [name for name, _event in told(alice)] == ["alert_raised"]


@pytest.mark.parametrize("path", [ADD, "/admin/notifications/alert/review/"])
@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"users": []}, "Choose who shall see this."),
        ({"everyone": "on"}, "not both"),
        ({"link": "javascript:alert(1)"}, "A link begins with"),
        ({"text": ""}, "This field is required."),
        ({"text": "x" * 2001}, "at most 2000"),
        ({"ends_at_0": "2020-01-01", "ends_at_1": "00:00"}, "This time has passed."),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    browse: Browse, admin: User, alice: User, path: str, wrong: dict[str, Any], says: str
) -> None:
    response = browse(admin).post(path, filled(users=[alice.pk], _save="Send") | wrong)
    assert response.status_code == 200
    assert says in response.content.decode()
    assert not Alert.objects.exists()


def test_what_was_sent_cannot_be_changed_but_withdrawn(browse: Browse, admin: User, alice: User, carol: User) -> None:
    alert = broadcast_alert(text="Wrong", users=[alice])
    change = f"/admin/notifications/alert/{alert.pk}/change/"
    page = browse(admin).get(change).content.decode()
    assert 'data-action="withdraw"' in page
    assert 'name="_save"' not in page
    assert browse(admin).post(change, filled(text="Right", everyone="on")).status_code == 403
    assert browse(admin).get(f"/admin/notifications/alert/{alert.pk}/delete/").status_code == 403
    for _twice in range(2):
        browse(admin).post(f"/admin/notifications/alert/{alert.pk}/withdraw/")
    assert [name for name, _event in told(alice)] == ["alert_raised", "alert_withdrawn"]
    assert told(carol) == []
    assert the_alert().text == "Wrong"


def test_who_may_only_add_can_only_draft(browse: Browse, bob: User, alice: User) -> None:
    browser = browse(staff(bob, "add_alert", "change_alert", "view_alert"))
    assert 'name="_save"' not in browser.get(ADD).content.decode()
    assert browser.post(ADD, filled(users=[alice.pk], _save="Send")).status_code == 403
    assert not Alert.objects.exists()
    browser.post(ADD, filled(users=[alice.pk], _draft="Save"))
    assert told(alice) == []
    sent = broadcast_alert(text="Other", users=[alice])
    assert browser.post(f"/admin/notifications/alert/{sent.pk}/withdraw/").status_code == 403


def test_who_may_send_needs_no_more(browse: Browse, bob: User, alice: User) -> None:
    browse(staff(bob, "send_alert")).post(ADD, filled(users=[alice.pk], _save="Send"))
    assert [name for name, _event in told(alice)] == ["alert_raised"]


def test_others_find_no_door(browse: Browse, bob: User, carol: User) -> None:
    for browser in (browse(carol), browse(staff(bob)), Browser()):
        for path in (ADD, "/admin/notifications/alert/count/?everyone=on", "/admin/notifications/alert/"):
            assert browser.get(path).status_code in {302, 403}
        assert browser.post("/admin/notifications/alert/review/", filled(everyone="on")).status_code in {302, 403}
    assert not Alert.objects.exists()
