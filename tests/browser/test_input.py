"""Writing: Enter that belongs to an input method sends nothing, and people's text is text."""

import re

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from chat.models import Room
from tests.browser.conftest import PageOf
from tests.browser.screen import enter, said, say

pytestmark = pytest.mark.browser


def test_enter_within_a_composition_does_not_send(hers: Page, room: Room) -> None:
    composer = hers.locator("#chat-message-input")
    composer.focus()
    keyboard = hers.context.new_cdp_session(hers)
    keyboard.send("Input.imeSetComposition", {"text": "nihao", "selectionStart": 5, "selectionEnd": 5})
    hers.keyboard.press("Enter")
    keyboard.send("Input.insertText", {"text": "你好"})
    # A real input method would have swallowed that Enter; here it may leave a line break.
    expect(composer).to_have_value(re.compile(r"^你好\n?$"))
    assert room.messages.count() == 0
    hers.keyboard.press("Enter")
    expect(said(hers, "你好")).to_have_count(1)
    expect(composer).to_have_value("")
    assert room.messages.count() == 1


def test_shift_enter_is_a_new_line(hers: Page, room: Room) -> None:
    hers.locator("#chat-message-input").focus()
    hers.keyboard.type("one")
    hers.keyboard.press("Shift+Enter")
    hers.keyboard.type("two")
    hers.keyboard.press("Enter")
    expect(hers.locator("#chat-log [data-message]")).to_have_count(1)
    assert room.messages.get().text == "one\ntwo"


def test_markup_is_shown_and_not_done(hers: Page, page_of: PageOf, bob: User, room: Room) -> None:
    his = enter(page_of(bob), room)
    attack = '<img src=x onerror="window.done=1"><script>window.done=1</script>'
    say(hers, attack)
    for page in (hers, his):
        expect(page.locator("#chat-log [data-message]")).to_contain_text("<script>window.done=1</script>")
        assert page.locator("#chat-log img").count() == 0
        assert page.evaluate("window.done") is None


def test_what_is_too_long_comes_back(hers: Page, room: Room) -> None:
    """The server ends connections that send so much; this page knows it and goes on."""
    text = "长" * 40_000
    say(hers, text)
    expect(hers.locator("#composer-note")).to_have_text("This is too long to be sent.")
    expect(hers.locator("#chat-message-input")).to_have_value(text)
    say(hers, "short")
    expect(said(hers, "short")).to_have_count(1)
    assert room.messages.count() == 1


def test_a_draft_outlives_a_reload(hers: Page) -> None:
    hers.locator("#chat-message-input").fill("half a thought")
    hers.reload()
    expect(hers.locator("#chat-message-input")).to_have_value("half a thought")


def test_a_page_that_misses_scripts_still_sends(page_of: PageOf, alice: User, room: Room) -> None:
    page = page_of(alice, java_script_enabled=False)
    page.goto(room.get_absolute_url())
    say(page, "without scripts")
    expect(said(page, "without scripts")).to_have_count(1)
