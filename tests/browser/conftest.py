"""Real browsers, signed in. What a page complains about in its console fails the test."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright

from chat.actions import post_message
from chat.models import Room
from tests.browser.screen import enter, live
from tests.browser.wire import Wire
from tests.cast import session_of
from tests.harness.servers import Web

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
# What a browser says by itself while there is no server, no network or nobody signed in.
OUTAGE = (
    "ERR_CONNECTION_REFUSED",
    "ERR_INTERNET_DISCONNECTED",
    "ERR_CONNECTION_RESET",
    "WebSocket connection to",
    "status of 401",
)
WAIT_MS = 20_000
# Playwright's own would never let a page be kept and taken up again, as every browser does.
UNUSUAL = ["--disable-back-forward-cache"]
FAULTS = """async () => {
  const hasModules = document.querySelector("script[type=importmap]");
  return hasModules ? (await import("roomcast/socket")).socket.faults : null;
}"""
NONE = {"gaps": 0, "lags": 0, "unreadable": 0}

PageOf = Callable[..., Page]


@pytest.fixture(scope="session")
def browser(django_db_setup: None) -> Iterator[Browser]:
    """The machine's Chromium, else Playwright's own. Once its loop runs, Django could make no database any more."""
    expect.set_options(timeout=WAIT_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=FLAGS, ignore_default_args=UNUSUAL
        )
        yield browser
        browser.close()


@dataclass
class Complaints:
    """What pages have said in their consoles."""

    forgives_outages: bool
    said: list[str] = field(default_factory=list)

    def hear(self, page: Page) -> None:
        page.on("console", self._on_console)
        page.on("pageerror", lambda error: self.said.append(f"{page.url}: {error}"))

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not (
            self.forgives_outages and any(words in message.text for words in OUTAGE)
        ):
            self.said.append(f"{message.location.get('url')}: {message.text}")


def faults(page: Page) -> dict[str, int] | None:
    """What the page's client has seen of lost events; None where there is no client."""
    found: dict[str, int] | None = page.evaluate(FAULTS)
    return found


@pytest.fixture
def page_of(browser: Browser, web: Web) -> Iterator[PageOf]:
    """``page_of(alice, color_scheme="dark")`` is a page in a browser of her own; without a user nobody is signed in.

    A page that was told of a later event before an earlier one, or of the last one by a head alone, fails the test.
    """
    contexts: list[BrowserContext] = []
    scripted: list[BrowserContext] = []
    heard: list[Complaints] = []

    def open_page(user: User | None, *, forgives_outages: bool = False, **options: Any) -> Page:
        options = {"base_url": web.url} | options
        context = browser.new_context(**options)
        context.set_default_timeout(WAIT_MS)
        contexts.append(context)
        if options.get("java_script_enabled", True):
            scripted.append(context)
        complaints = Complaints(forgives_outages)
        heard.append(complaints)
        context.on("page", complaints.hear)
        if user is not None:
            context.add_cookies([{"name": "sessionid", "value": session_of(user), "url": options["base_url"]}])
        return context.new_page()

    yield open_page
    seen = [faults(page) for context in scripted for page in context.pages]
    for context in contexts:
        context.close()
    assert [words for complaints in heard for words in complaints.said] == []
    assert [each for each in seen if each not in (None, NONE)] == []


@pytest.fixture
def wire(web: Web) -> Iterator[Wire]:
    """A network between a browser and ``web``: ``page_of(bob, base_url=wire.url)``."""
    wire = Wire(web)
    yield wire
    wire.close()


@pytest.fixture
def hers(page_of: PageOf, alice: User, room: Room) -> Page:
    """Alice's page, in the room."""
    return enter(page_of(alice), room)


@pytest.fixture
def carols(page_of: PageOf, carol: User) -> Page:
    page = page_of(carol)
    page.goto("/chat/")
    return live(page)


@pytest.fixture
def alice_says(alice: User, room: Room) -> Callable[[str], None]:
    """As from a phone: none of her pages has said it."""

    def say(text: str) -> None:
        post_message(author=alice, room=room, text=text, key=None)

    return say


@pytest.fixture
def quick_wire(start_web: Callable[..., Web]) -> Iterator[Wire]:
    """To a web process whose silence is suspicious after two seconds."""
    wire = Wire(start_web(HEARTBEAT_SECONDS="1", HEARTBEAT_GRACE_SECONDS="1"))
    yield wire
    wire.close()
