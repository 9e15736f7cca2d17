"""What a person sees when something breaks: the truth, and later everything that was missed, without a reload."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from chat.actions import post_message
from chat.models import Room
from tests.browser.conftest import PageOf
from tests.browser.screen import bar, enter, live, said, say
from tests.harness.servers import Web, Worker

pytestmark = pytest.mark.browser


@pytest.fixture
def pages(page_of: PageOf, alice: User, bob: User, room: Room) -> list[Page]:
    return [enter(page_of(user, forgives_outages=True), room) for user in (alice, bob)]


@pytest.fixture
def carols(page_of: PageOf, carol: User) -> Page:
    page = page_of(carol, forgives_outages=True)
    page.goto("/chat/")
    return live(page)


def test_a_killed_worker_ends_the_bar_as_lost(
    pages: list[Page], carols: Page, worker: Worker, start_worker: Callable[..., Worker]
) -> None:
    worker.stop()
    mortal = start_worker(TASK_LEASE_SECONDS="4")
    say(pages[0], "/count 1000 delay=0.1")
    for page in pages:
        expect(bar(page)).to_have_attribute("data-state", "PROGRESS")
    mortal.kill()
    for page in pages:
        expect(bar(page)).to_have_attribute("data-state", "LOST", timeout=40_000)
        page.reload()
        expect(bar(page)).to_have_attribute("data-state", "LOST")
    expect(carols.locator("task-progress")).to_have_count(0)


def test_a_killed_web_is_caught_up_with(pages: list[Page], carols: Page, web: Web, alice: User, room: Room) -> None:
    for page in pages:
        page.evaluate("window.neverReloaded = true")
    web.kill()
    for page in pages:
        expect(page.locator("html")).not_to_have_attribute("data-connection", "live")
    texts = [f"said while it was away {number}" for number in range(3)]
    for text in texts:
        post_message(author=alice, room=room, text=text, key=uuid4())
    web.start()
    for page in pages:
        expect(page.locator("#chat-log .message-body")).to_have_text(texts, timeout=40_000)
        live(page)
        assert page.evaluate("window.neverReloaded") is True
    say(pages[0], "and on")
    expect(said(pages[1], "and on")).to_have_count(1)
    expect(carols.locator("[data-message]")).to_have_count(0)
