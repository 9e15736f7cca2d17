"""The inbox, the bell and the banners, right without scripts."""

import re

import pytest
from django.contrib.auth.models import User
from django.test import Client as Browser

from notifications.actions import broadcast_alert, mark_notification_read, notify_user
from tests.cast import Browse

NOTE = {"title": "<b>Hello</b>", "text": "& there"}


def inbox(browser: Browser, query: str = "") -> str:
    response = browser.get(f"/notifications/{query}")
    assert response.status_code == 200
    return response.content.decode()


def rows(page: str) -> list[int]:
    """Without the one in the template."""
    return [int(pk) for pk in re.findall(r'data-notification="(\d+)"', page) if pk != "0"]


def banners(page: str) -> list[int]:
    return [int(pk) for pk in re.findall(r'data-alert="(\d+)"', page) if pk != "0"]


def test_the_inbox_shows_ones_own_as_text(browse: Browse, alice: User, carol: User) -> None:
    notification = notify_user(user=alice, kind="note", values=NOTE)
    page = inbox(browse(alice))
    assert rows(page) == [notification.pk]
    assert "&lt;b&gt;Hello&lt;/b&gt;" in page
    assert "<b>Hello" not in page
    assert 'data-unread="1"' in page
    assert rows(inbox(browse(carol))) == []


def test_it_is_read_by_forms(browse: Browse, alice: User, carol: User) -> None:
    first, second = (notify_user(user=alice, kind="note", values=NOTE) for _ in range(2))
    assert browse(carol).post(f"/notifications/{first.pk}/read/").status_code == 404
    response = browse(alice).post(f"/notifications/{first.pk}/read/", {"next": "/notifications/?show=unread"})
    assert response["Location"] == "/notifications/?show=unread"
    assert rows(inbox(browse(alice), "?show=unread")) == [second.pk]
    browse(alice).post("/notifications/read-all/")
    assert rows(inbox(browse(alice), "?show=unread")) == []


def test_older_ones_are_on_further_pages(browse: Browse, alice: User) -> None:
    pks = [notify_user(user=alice, kind="note", values=NOTE).pk for _ in range(22)]
    newest = inbox(browse(alice))
    assert rows(newest) == pks[:1:-1]
    assert f"before={pks[2]}" in newest
    assert rows(inbox(browse(alice), f"?before={pks[2]}")) == [pks[1], pks[0]]


@pytest.mark.parametrize("nonsense", ["?before=abc", "?before=-1", "?before=" + "9" * 40, "?show=%00"])
def test_nonsense_in_the_address_is_passed_over(browse: Browse, alice: User, nonsense: str) -> None:
    assert rows(inbox(browse(alice), nonsense)) == []


@pytest.mark.parametrize("elsewhere", ["https://elsewhere.example/", "//elsewhere.example", "javascript:1"])
def test_forms_lead_nowhere_else(browse: Browse, alice: User, elsewhere: str) -> None:
    response = browse(alice).post("/notifications/read-all/", {"next": elsewhere})
    assert response["Location"] == "/notifications/"


def test_banners_are_there_for_whom_they_are(browse: Browse, alice: User, carol: User) -> None:
    alert = broadcast_alert(text="<i>Down</i>", title="Now", severity="critical", users=[alice])
    page = inbox(browse(alice))
    assert banners(page) == [alert.pk]
    assert "&lt;i&gt;Down" in page
    assert re.search(rf'data-alert="{alert.pk}"\s+data-severity="critical"\s+role="alert"', page)
    assert banners(inbox(browse(carol))) == []


def test_banners_are_dismissed_and_acknowledged_by_forms(browse: Browse, alice: User, carol: User) -> None:
    plain = broadcast_alert(text="One", users=[alice])
    firm = broadcast_alert(text="Two", users=[alice], must_acknowledge=True)
    assert browse(carol).post(f"/notifications/alerts/{plain.pk}/dismiss/").status_code == 404
    assert browse(alice).post(f"/notifications/alerts/{firm.pk}/dismiss/").status_code == 409
    browse(alice).post(f"/notifications/alerts/{plain.pk}/dismiss/")
    assert banners(inbox(browse(alice))) == [firm.pk]
    browse(alice).post(f"/notifications/alerts/{firm.pk}/acknowledge/")
    assert banners(inbox(browse(alice))) == []


def test_more_than_two_are_one_click_away(browse: Browse, alice: User) -> None:
    for text in ("One", "Two", "Three"):
        broadcast_alert(text=text, users=[alice])
    page = browse(alice).get("/chat/").content.decode()
    assert len(banners(page)) == 3
    assert "1 more alert" in page


def test_words_are_in_the_readers_language(browse: Browse, alice: User) -> None:
    notification = notify_user(user=alice, kind="note", values=NOTE)
    mark_notification_read(user=alice, notification=notification)
    browser = browse(alice)
    browser.cookies["django_language"] = "zh-hans"
    assert "通知" in inbox(browser)


def test_strangers_are_sent_to_sign_in(db: None) -> None:
    for response in (Browser().get("/notifications/"), Browser().post("/notifications/read-all/")):
        assert response["Location"].startswith("/accounts/login/")
