"""Real browsers, signed in. What a page complains about in its console fails the test."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright

from tests.cast import session_of
from tests.harness.servers import Web

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
# What a browser says by itself while there is no server or no network.
OUTAGE = ("ERR_CONNECTION_REFUSED", "ERR_INTERNET_DISCONNECTED", "ERR_CONNECTION_RESET", "WebSocket connection to")
WAIT_MS = 20_000

PageOf = Callable[..., Page]


@pytest.fixture(scope="session")
def browser(django_db_setup: None) -> Iterator[Browser]:
    """The machine's Chromium, else Playwright's own. Once its loop runs, Django could make no database any more."""
    expect.set_options(timeout=WAIT_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
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


@pytest.fixture
def page_of(browser: Browser, web: Web) -> Iterator[PageOf]:
    """``page_of(alice, color_scheme="dark")`` is a page in a browser of her own; without a user nobody is signed in."""
    contexts: list[BrowserContext] = []
    heard: list[Complaints] = []

    def open_page(user: User | None, *, forgives_outages: bool = False, **options: Any) -> Page:
        context = browser.new_context(base_url=web.url, **options)
        context.set_default_timeout(WAIT_MS)
        contexts.append(context)
        if user is not None:
            context.add_cookies([{"name": "sessionid", "value": session_of(user), "url": web.url}])
        page = context.new_page()
        heard.append(Complaints(forgives_outages))
        heard[-1].hear(page)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert [words for complaints in heard for words in complaints.said] == []
