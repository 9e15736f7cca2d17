"""Two tabs of one person: the same numbers in both, every message once in each."""

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from chat.models import Room
from notifications.actions import notify_user
from tests.browser.conftest import PageOf
from tests.browser.screen import assert_all_have, enter, live, mark, say, texts, was_never_reloaded
from tests.harness.servers import Web

pytestmark = pytest.mark.browser


@pytest.fixture
def his(page_of: PageOf, bob: User, room: Room) -> list[Page]:
    """Bob's two tabs, both in the room."""
    first = page_of(bob, forgives_outages=True)
    return [enter(page, room) for page in (first, first.context.new_page())]


@pytest.fixture
def carols(page_of: PageOf, carol: User) -> Page:
    page = page_of(carol, forgives_outages=True)
    page.goto("/chat/")
    return live(page)


def assert_unread(page: Page, count: int) -> None:
    expect(page.locator("notification-bell [data-unread]")).to_have_attribute("data-unread", str(count))
    badge = f"({count}) " if count else ""
    expect(page).to_have_title(f"{badge}产品讨论组 🚀 · Roomcast")


def tell(user: User, title: str) -> None:
    notify_user(user=user, kind="note", values={"title": title, "text": ""})


def test_what_is_unread_is_unread_in_both(his: list[Page], carols: Page, bob: User) -> None:
    tell(bob, "one")
    tell(bob, "two")
    for page in his:
        assert_unread(page, 2)
    inbox = his[0].context.new_page()
    inbox.goto("/notifications/")
    inbox.get_by_role("button", name="Mark all as read").click()
    for page in his:
        assert_unread(page, 0)
    expect(carols.locator("notification-bell [data-unread]")).to_have_attribute("data-unread", "0")


def test_what_is_said_in_one_is_in_the_other_once(his: list[Page], carols: Page, room: Room) -> None:
    say(his[0], "from the first")
    expect(texts(his[1])).to_have_text(["from the first"])
    say(his[1], "from the second")
    assert_all_have(room, his, carols, ["from the first", "from the second"])


def test_both_come_back_after_a_crash(his: list[Page], carols: Page, web: Web, bob: User, room: Room) -> None:
    mark(*his, carols)
    web.kill()
    for page in his:
        expect(page.locator("html")).not_to_have_attribute("data-connection", "live")
    say(his[0], "said to nobody")
    say(his[1], "nor here")
    tell(bob, "meanwhile")
    web.start()
    expect(texts(his[0])).to_have_count(2, timeout=40_000)
    assert_all_have(room, his, carols, list(room.messages.order_by("pk").values_list("text", flat=True)))
    assert room.messages.count() == 2
    for page in his:
        assert_unread(live(page), 1)
        assert was_never_reloaded(page)
