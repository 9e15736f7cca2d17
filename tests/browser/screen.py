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


def texts(page: Page) -> Locator:
    return page.locator("#chat-log .message-body")


def delivery(page: Page, state: str) -> Locator:
    """One's own messages that are ``pending``, ``sent`` or ``failed``."""
    return page.locator(f'#chat-log [data-delivery="{state}"]')


def assert_all_have(room: Room, pages: list[Page], carols: Page, wanted: list[str]) -> None:
    """Everybody in the room has these, once and in this order; carol has nothing."""
    for page in pages:
        expect(texts(page)).to_have_text(wanted, timeout=40_000)
        expect(page.locator("#chat-log .message:not([data-message])")).to_have_count(0)
    assert list(room.messages.order_by("pk").values_list("text", flat=True)) == wanted
    expect(carols.locator("[data-message]")).to_have_count(0)


def mark(*pages: Page) -> None:
    """Leave something that a page loaded anew would not have."""
    for page in pages:
        page.evaluate("() => { window.neverReloaded = true; }")


def was_never_reloaded(page: Page) -> bool:
    return bool(page.evaluate("() => window.neverReloaded === true"))


def bar(page: Page) -> Locator:
    return page.locator("#chat-log task-progress")
