"""What people do and see on a room's page."""

from playwright.sync_api import Locator, Page, expect

from chat.models import Room


def enter(page: Page, room: Room) -> Page:
    page.goto(room.get_absolute_url())
    return live(page)


def live(page: Page) -> Page:
    """Wait until the socket is open: from here on nothing is missed."""
    expect(page.locator("html")).to_have_attribute("data-connection", "live")
    return page


def say(page: Page, text: str) -> None:
    page.locator("#chat-message-input").fill(text)
    page.locator("#chat-message-submit").click()


def said(page: Page, text: str) -> Locator:
    """The messages of exactly that text."""
    return page.locator("#chat-log [data-message] .message-body").get_by_text(text, exact=True)


def bar(page: Page) -> Locator:
    return page.locator("#chat-log task-progress")
