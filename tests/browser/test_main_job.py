"""The main job, as two people see it: a room, a task whose bar moves in both, an alert on both."""

import re
import secrets

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import PageOf
from tests.browser.screen import bar, live, said, say
from tests.harness.program import wait_until
from tests.harness.servers import Worker

pytestmark = pytest.mark.browser

ALERT = "服务器今晚维护"


def enter_by_name(page: Page, name: str) -> None:
    page.goto("/chat/")
    page.locator("#room-name-input").fill(name)
    page.locator("#room-name-submit").click()
    expect(page.locator("h1")).to_contain_text(name)
    live(page)


def percent(page: Page) -> float:
    return float(bar(page).locator("progress").get_attribute("value") or 0)


def wait_past(page: Page, least: float) -> None:
    wait_until(
        lambda: percent(page) >= least, 30, lambda: f"{percent(page)} % of {page.locator('#chat-log').inner_text()}"
    )


def test_two_people_a_task_and_an_alert(
    page_of: PageOf, worker: Worker, alice: User, bob: User, carol: User, admin: User
) -> None:
    name = f"聊天室 {secrets.token_hex(3)} 🚀"
    hers, his, carols = page_of(alice), page_of(bob), page_of(carol)
    enter_by_name(hers, name)
    enter_by_name(his, name)
    carols.goto("/chat/")
    live(carols)

    say(hers, "你好")
    expect(said(his, "你好")).to_have_count(1)
    say(his, "hello")
    expect(said(hers, "hello")).to_have_count(1)

    say(hers, "/count 100 delay=0.1")
    for page in (hers, his):
        wait_past(page, 10)
    wait_past(his, 50)
    his.reload()
    # The row is written once a second.
    assert percent(his) >= 30
    wait_past(live(his), 50)
    raise_alert(page_of(admin), [alice, bob])
    for page in (hers, his):
        expect(alert_on(page)).to_be_visible()
    for page in (hers, his):
        expect(bar(page)).to_have_attribute("data-state", "SUCCESS")
    his.reload()
    expect(bar(his)).to_have_attribute("data-state", "SUCCESS")
    expect(alert_on(his)).to_have_count(1)

    expect(alert_on(carols)).to_have_count(0)
    expect(carols.locator("task-progress")).to_have_count(0)


def alert_on(page: Page) -> Locator:
    return page.locator("[data-alert]", has_text=ALERT)


def raise_alert(page: Page, people: list[User]) -> None:
    page.goto("/admin/notifications/alert/add/")
    page.locator("#id_text").fill(ALERT)
    page.locator("#id_severity").select_option("critical")
    page.locator("#id_users").select_option([str(user.pk) for user in people])
    expect(page.locator("[data-audience-count]")).to_have_text(str(len(people)))
    page.locator('[data-action="send"]').click()
    expect(page).not_to_have_url(re.compile("/add/"))
