"""A new version is rolled out, a session ends: the page comes back by itself, or says what is to be done."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Locator, Page, expect

from chat.models import Room
from project.realtime.sessions import SessionStore
from tests.browser.conftest import PageOf
from tests.browser.screen import assert_all_have, delivery, enter, live, mark, said, say, was_never_reloaded
from tests.cast import session_of
from tests.harness.servers import Web

pytestmark = pytest.mark.browser

# The clock of the page says when the connection went, and when the person was told, if ever.
WATCH_THE_LINE = """() => {
  const root = document.documentElement;
  const line = document.querySelector("connection-state");
  const note = (name) => { window[name] ??= performance.now(); };
  new MutationObserver(() => note("wentAt")).observe(root, { attributeFilter: ["data-connection"] });
  new MutationObserver(() => line.hidden || note("toldAt")).observe(line, { attributes: true });
}"""
TOLD_AFTER = "() => (window.toldAt === undefined ? null : window.toldAt - window.wentAt)"
PATIENCE_MS = 12_000


def line(page: Page) -> Locator:
    return page.locator("connection-state")


def test_a_restart_is_not_noticed(page_of: PageOf, web: Web, alice: User, bob: User, carol: User, room: Room) -> None:
    """But where it takes longer than anybody's patience, as on a busy machine."""
    hers, his = (enter(page_of(user, forgives_outages=True), room) for user in (alice, bob))
    carols = page_of(carol, forgives_outages=True)
    carols.goto("/chat/")
    pages = [hers, his, live(carols)]
    mark(*pages)
    for page in pages:
        page.evaluate(WATCH_THE_LINE)
    say(hers, "before")
    expect(said(his, "before")).to_have_count(1)
    assert web.terminate() == 0
    for page in pages:
        expect(page.locator("html")).not_to_have_attribute("data-connection", "live")
    say(his, "during")
    expect(delivery(his, "pending")).to_have_count(1)
    web.start()
    assert_all_have(room, [hers, his], carols, ["before", "during"])
    say(hers, "after")
    assert_all_have(room, [hers, his], carols, ["before", "during", "after"])
    for page in pages:
        assert was_never_reloaded(live(page))
        told_after = page.evaluate(TOLD_AFTER)
        assert told_after is None or told_after > PATIENCE_MS - 100


def test_a_session_that_was_renewed_elsewhere_goes_on(
    page_of: PageOf, web: Web, hers: Page, carols: Page, bob: User, room: Room, alice_says: Callable[[str], None]
) -> None:
    """As after a new password in another tab: the old session has ended, and the browser has another."""
    his = enter(page_of(bob), room)
    mark(his)
    before = next(each["value"] for each in his.context.cookies() if each["name"] == "sessionid")
    his.context.add_cookies([{"name": "sessionid", "value": session_of(bob), "url": web.url}])
    with his.expect_response("**/accounts/session/") as renewal:
        SessionStore(before).delete()
    assert renewal.value.status == 200
    alice_says("meanwhile")
    say(his, "still here")
    expect(said(hers, "still here")).to_have_count(1)
    expect(his.locator("#chat-log .message-body")).to_have_count(2)
    assert was_never_reloaded(his)
    expect(carols.locator("[data-message]")).to_have_count(0)


def test_who_signs_out_is_signed_out_everywhere(page_of: PageOf, bob: User, room: Room) -> None:
    """And what is typed then is not lost."""
    his = enter(page_of(bob, forgives_outages=True), room)
    other = his.context.new_page()
    other.goto("/chat/")
    other.get_by_label(bob.username).click()
    live(other).get_by_role("button", name="Sign out").click()
    expect(line(his)).to_contain_text("You have been signed out.")
    say(his, "too late")
    expect(delivery(his, "failed")).to_have_count(1)
    assert room.messages.count() == 0


def test_too_many_tabs_are_told_so(page_of: PageOf, strict_web: Web, bob: User, room: Room) -> None:
    first = enter(page_of(bob, base_url=strict_web.url), room)
    enter(first.context.new_page(), room)
    third = first.context.new_page()
    third.goto(room.get_absolute_url())
    expect(line(third)).to_contain_text("Too many open tabs.")
    expect(third.get_by_role("button", name="Reload the page")).to_be_visible()
    first.close()
    third.get_by_role("button", name="Reload the page").click()
    live(third)
