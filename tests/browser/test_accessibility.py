"""No screen has a serious barrier, in light and in dark, in English and in Chinese."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from chat.actions import post_message
from chat.models import Room
from tasks.actions import start_task
from tests.browser.conftest import PageOf
from tests.browser.screen import delivery, enter, live, say

pytestmark = pytest.mark.browser

SERIOUS = {"serious", "critical"}


def barriers(page: Page) -> list[dict[str, Any]]:
    found = Axe().run(page).response["violations"]
    return [
        {"rule": one["id"], "at": [node["html"][:200] for node in one["nodes"]][:4]}
        for one in found
        if one["impact"] in SERIOUS
    ]


@pytest.fixture
def screens(alice: User, bob: User, room: Room) -> list[str]:
    """Each with something on it."""
    post_message(author=bob, room=room, text="**你好**, see https://example.org and `code`", key=None)
    run = start_task(owner=alice, type_name="count", arguments={"steps": 5}, room=room).result["id"]
    return ["/chat/", room.get_absolute_url(), "/tasks/", f"/tasks/{run}/", "/notifications/"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("locale", ["en", "zh-CN"])
def test_no_serious_barrier(page_of: PageOf, alice: User, screens: list[str], scheme: str, locale: str) -> None:
    page = page_of(alice, color_scheme=scheme, locale=locale, reduced_motion="reduce")
    found = {}
    for address in screens:
        page.goto(address)
        found[address] = barriers(live(page))
    assert {address: walls for address, walls in found.items() if walls} == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_room_that_is_cut_off_has_none(page_of: PageOf, bob: User, room: Room, scheme: str) -> None:
    """With what waits, what is late, what was refused, and the line that says why."""
    page = page_of(bob, color_scheme=scheme, reduced_motion="reduce", forgives_outages=True)
    page.clock.install()
    enter(page, room)
    page.context.set_offline(True)
    say(page, "/nothing like that")
    page.locator("#chat-message-input").fill("busy")
    page.context.set_offline(False)
    expect(delivery(page, "failed")).to_have_count(1)
    page.context.set_offline(True)
    say(page, "late")
    page.clock.run_for(60_000)
    say(page, "just now")
    page.clock.run_for(6_000)
    expect(delivery(page, "failed")).to_have_count(2)
    expect(delivery(page, "pending")).to_have_count(1)
    expect(page.locator("connection-state")).to_be_visible()
    assert barriers(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_way_in_has_none(page_of: PageOf, scheme: str) -> None:
    page = page_of(None, color_scheme=scheme)
    page.goto("/accounts/login/")
    assert barriers(page) == []


def test_a_phone_needs_no_sideways_scrolling(page_of: PageOf, alice: User, screens: list[str]) -> None:
    page = page_of(alice, viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
    for address in screens:
        page.goto(address)
        live(page)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), address
