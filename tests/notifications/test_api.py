"""The inbox and the alerts over HTTP."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client as Browser

from notifications.actions import broadcast_alert, notify_user
from notifications.models import Alert
from tests.cast import Browse

NOTE = {"title": "Hello", "text": "there"}


def post(browser: Browser, path: str, body: object = None) -> tuple[int, Any]:
    response = browser.post(path, {} if body is None else body, content_type="application/json")
    return response.status_code, response.json()


@pytest.fixture
def sender(bob: User) -> User:
    bob.user_permissions.add(Permission.objects.get(codename="send_alert"))
    return bob


def test_the_inbox_is_listed_newest_first_and_by_pages(browse: Browse, alice: User, carol: User) -> None:
    ids = [notify_user(user=alice, kind="note", values=NOTE).pk for _ in range(3)]
    page = browse(alice).get("/api/notifications/?limit=2").json()
    assert [item["id"] for item in page["items"]] == [ids[2], ids[1]]
    assert (page["more"], page["unread"]) == (True, 3)
    rest = browse(alice).get(f"/api/notifications/?before={ids[1]}").json()
    assert ([item["id"] for item in rest["items"]], rest["more"]) == ([ids[0]], False)
    assert browse(carol).get("/api/notifications/").json() == {"items": [], "more": False, "unread": 0}


def test_reading_one_and_all(browse: Browse, alice: User) -> None:
    first, _second = (notify_user(user=alice, kind="note", values=NOTE).pk for _ in range(2))
    browser = browse(alice)
    assert post(browser, f"/api/notifications/{first}/read/") == (200, {"notification": first, "unread": 1})
    assert [item["id"] for item in browser.get("/api/notifications/?unread=false").json()["items"]] == [first]
    assert post(browser, "/api/notifications/read-all/") == (200, {"unread": 0})
    assert browser.get("/api/notifications/?unread=true").json()["items"] == []


def test_a_foreign_notification_is_404_as_one_that_is_not_there(browse: Browse, alice: User, carol: User) -> None:
    foreign = notify_user(user=alice, kind="note", values=NOTE).pk
    answers = [post(browse(carol), f"/api/notifications/{pk}/read/") for pk in (foreign, foreign + 10**6, 10**30)]
    assert answers[0] == answers[1] == answers[2]
    assert answers[0][0] == 404


def test_sending_and_withdrawing(browse: Browse, sender: User, alice: User, carol: User) -> None:
    status, alert = post(browse(sender), "/api/alerts/", {"text": "Hello", "users": [alice.pk], "severity": "critical"})
    assert (status, alert["recipients"], alert["state"]) == (201, 1, "live")
    (seen,) = browse(alice).get("/api/alerts/").json()["items"]
    assert (seen["id"], seen["text"], seen["severity"]) == (alert["id"], "Hello", "critical")
    assert not {"recipients", "users", "created_by"} & seen.keys()
    assert browse(carol).get("/api/alerts/").json()["items"] == []
    assert post(browse(sender), f"/api/alerts/{alert['id']}/withdraw/")[1]["state"] == "withdrawn"
    assert browse(alice).get("/api/alerts/").json()["items"] == []
    assert post(browse(sender), f"/api/alerts/{alert['id']}/withdraw/")[0] == 409


def test_dismissing_and_acknowledging(browse: Browse, alice: User, carol: User) -> None:
    plain = broadcast_alert(text="One", users=[alice])
    firm = broadcast_alert(text="Two", users=[alice], must_acknowledge=True)
    assert post(browse(carol), f"/api/alerts/{plain.pk}/dismiss/")[0] == 404
    assert post(browse(alice), f"/api/alerts/{firm.pk}/dismiss/")[0] == 409
    assert post(browse(alice), f"/api/alerts/{plain.pk}/dismiss/") == (200, {"alert": plain.pk})
    assert post(browse(alice), f"/api/alerts/{firm.pk}/acknowledge/") == (200, {"alert": firm.pk})
    assert browse(alice).get("/api/alerts/").json()["items"] == []


def test_without_the_permission_nothing_is_sent_or_withdrawn(browse: Browse, alice: User) -> None:
    alert = broadcast_alert(text="Hello", users=[alice])
    assert post(browse(alice), "/api/alerts/", {"text": "Hello", "everyone": True})[0] == 403
    assert [post(browse(alice), f"/api/alerts/{pk}/withdraw/")[0] for pk in (alert.pk, 10**9)] == [403, 403]
    assert Alert.objects.count() == 1


def test_strangers_are_asked_to_sign_in(db: None) -> None:
    assert Browser().get("/api/notifications/").status_code == 401
    assert post(Browser(), "/api/alerts/", {"text": "Hello", "everyone": True})[0] == 401


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"text": "", "everyone": True}, "text"),
        ({"text": "Fine"}, "everyone"),
        ({"text": "Fine", "users": [10**9]}, "users"),
        ({"text": "Fine", "users": [10**30]}, "users.0"),
        ({"text": "Fine", "users": [True]}, "users.0"),
        ({"text": "Fine", "everyone": True, "link": "javascript:1"}, "link"),
        ({"text": "Fine", "everyone": True, "ends_at": "yesterday"}, "ends_at"),
        ({"text": "Fine", "everyone": True, "ends_at": "2020-01-01T00:00:00"}, "ends_at"),
        ({"text": "Fine", "everyone": True, "starts_at": "0001-01-01T00:00:00+14:00"}, "starts_at"),
        ({"text": "Fine", "everyone": True, "color": "red"}, "color"),
    ],
)
def test_what_is_wrong_is_named(browse: Browse, sender: User, wrong: object, field: str) -> None:
    status, answer = post(browse(sender), "/api/alerts/", wrong)
    assert (status, list(answer["fields"])) == (422, [field])
    assert not Alert.objects.exists()
