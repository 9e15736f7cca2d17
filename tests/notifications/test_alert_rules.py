"""What cannot be said, to nobody, or at no time, is refused at its field; and then nothing is left of it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.utils import timezone

from notifications.actions import broadcast_alert, send_alert
from notifications.models import Alert
from project.realtime.errors import Conflict, Invalid
from tests.notifications.seen import told_everyone

HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("text", {"text": ""}),
        ("text", {"text": " \n\t "}),
        ("text", {"text": "\u200b\u200b"}),
        ("text", {"text": "x" * 2001}),
        ("text", {"text": "nul\x00"}),
        ("text", {"text": "half \ud800"}),
        ("text", {"text": "turned \u202e around"}),
        ("text", {"text": "zalgo" + "\u0301" * 40}),
        ("text", {"text": "flood" + "\u200d" * 40}),
        ("title", {"title": "two\nlines"}),
        ("title", {"title": "x" * 121}),
        ("severity", {"severity": "shrill"}),
        ("link", {"link": "javascript:alert(1)"}),
        ("link", {"link": "JaVaScRiPt:alert(1)"}),
        ("link", {"link": "data:text/html,x"}),
        ("link", {"link": "//elsewhere.example"}),
        ("link", {"link": "/\\elsewhere.example"}),
        ("link", {"link": "https://"}),
        ("link", {"link": "https://example.org:99999/"}),
        ("link", {"link": "/a b"}),
        ("link", {"link": "/" + "x" * 500}),
        ("ends_at", {"ends_at": timezone.now() - HOUR}),
        ("ends_at", {"starts_at": timezone.now() + 2 * HOUR, "ends_at": timezone.now() + HOUR}),
        ("starts_at", {"starts_at": datetime.min.replace(tzinfo=UTC)}),
        ("ends_at", {"ends_at": datetime.max.replace(tzinfo=UTC)}),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_kept(db: None, field: str, wrong: dict[str, Any]) -> None:
    before = len(told_everyone())
    asked: dict[str, Any] = {"text": "Fine", "everyone": True, **wrong}
    with pytest.raises(Invalid) as refused:
        broadcast_alert(**asked)
    assert set(refused.value.as_dict()["fields"]) == {field}
    assert not Alert.objects.exists()
    assert len(told_everyone()) == before


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("everyone", {}),
        ("everyone", {"everyone": True, "users": [1]}),
        ("users", {"users": [10**9]}),
        ("groups", {"groups": [10**9]}),
        ("rooms", {"rooms": [10**9]}),
    ],
)
def test_an_audience_that_is_none_is_refused(alice: User, field: str, wrong: dict[str, Any]) -> None:
    with pytest.raises(Invalid) as refused:
        broadcast_alert(text="Fine", **wrong)
    assert set(refused.value.as_dict()["fields"]) == {field}
    assert not Alert.objects.exists()


def test_a_group_of_nobody_is_refused(db: None) -> None:
    empty = Group.objects.create(name="empty")
    with pytest.raises(Invalid) as refused:
        broadcast_alert(text="Fine", groups=[empty])
    assert set(refused.value.as_dict()["fields"]) == {"groups"}


@pytest.mark.parametrize("text", ["系统维护 🚧", "👨‍👩‍👧‍👦 and 🏴󠁧󠁢󠁥󠁮󠁧󠁿", "two\r\nlines", "<b>shown as typed</b>", "שלום"])
def test_people_may_write_in_any_script(alice: User, text: str) -> None:
    assert broadcast_alert(text=text, users=[alice]).text == text.replace("\r\n", "\n")


def test_nothing_is_sent_twice(alice: User) -> None:
    alert = broadcast_alert(text="Once", users=[alice])
    with pytest.raises(Conflict):
        send_alert(alert=alert)
