"""Take the README's pictures from the running product: two people, a task that moves, and an alert.

Starts ``manage.py dev`` on a free port and in a directory of its own, and leaves nothing running.
"""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, expect, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "images"
READY_SECONDS = 60.0
WIDTH, HEIGHT = 1280, 800
PATIENCE_MS = 60_000
MESSAGES = "#chat-log [data-message]"
HALFWAY = re.compile(r"^[4-9]\d")
PASSWORD = "demo"  # noqa: S105 - everybody's, as in `manage.py seed_demo`
CHROMIUM = shutil.which("chromium")
MANAGE = [sys.executable, str(ROOT / "manage.py")]
FLAGS = ["--no-sandbox", "--disable-gpu"]


@dataclass(frozen=True)
class Scene:
    """What is seen and said, in one language."""

    picture: str
    locale: str
    room: str
    question: str
    answer: str
    command: str
    alert: tuple[str, str]


SCENES = (
    Scene(
        picture="room.png",
        locale="en-US",
        room="General",
        question="Shall I count them all, **before lunch**?",
        answer="Go ahead, I am watching the bar from here.",
        command="/count 200 0.15",
        alert=("Maintenance tonight", "The database is moved at 22:00; expect a minute of silence."),
    ),
    Scene(
        picture="room.zh-CN.png",
        locale="zh-CN",
        room="聊天室",
        question="**午饭前**要不要全部数一遍？",
        answer="开始吧，我在这边看着进度条。",
        command="/count 200 0.15",
        alert=("今晚维护", "22:00 迁移数据库，会有大约一分钟收不到消息。"),
    ),
)


def main() -> None:
    IMAGES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for scene in SCENES:
            with running_site() as (site, environment):
                play(browser, site, scene, environment)
            print(IMAGES.joinpath(scene.picture).relative_to(ROOT))


@contextmanager
def running_site() -> Iterator[tuple[str, dict[str, str]]]:
    """The product, ready; with the environment in which its commands find it."""
    with tempfile.TemporaryDirectory(prefix="roomcast-picture-") as directory:
        port = str(free_port())
        environment = os.environ | {"DATA_DIR": directory, "PORT": port, "EMBEDDED": "on", "REDIS_URL": ""}
        site = f"http://127.0.0.1:{port}"
        program = subprocess.Popen([*MANAGE, "dev"], env=environment, cwd=ROOT, stdout=sys.stderr)
        try:
            wait_until_ready(program, site)
            yield site, environment
        finally:
            program.send_signal(signal.SIGTERM)
            program.wait(30)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_ready(program: "subprocess.Popen[bytes]", site: str) -> None:
    until = time.monotonic() + READY_SECONDS
    while not answers(f"{site}/readyz"):
        if program.poll() is not None or time.monotonic() > until:
            sys.exit("The product did not start; what it said is above.")
        time.sleep(0.2)


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=3) as answer:  # noqa: S310 - ours
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def play(browser: Browser, site: str, scene: Scene, environment: dict[str, str]) -> None:
    """Alice asks, bob answers, alice counts, and the administrator interrupts; the picture is bob's screen."""
    pages = {name: enter(browser, site, scene, name) for name in ("alice", "bob")}
    said = pages["bob"].locator(MESSAGES).count()
    for name, text in (("alice", scene.question), ("bob", scene.answer), ("alice", scene.command)):
        say(pages[name], text)
        said += 1
        for page in pages.values():
            expect(page.locator(MESSAGES)).to_have_count(said, timeout=PATIENCE_MS)
    warn(scene, environment)
    bob = pages["bob"]
    expect(bob.locator("[data-alert]:visible")).to_be_visible()
    # Far enough for the time that is left to be known.
    expect(bob.locator("#chat-log [data-slot=figures]")).to_have_text(HALFWAY, timeout=PATIENCE_MS)
    bob.screenshot(path=IMAGES / scene.picture)
    for page in pages.values():
        page.context.close()


def warn(scene: Scene, environment: dict[str, str]) -> None:
    title, text = scene.alert
    broadcast = [*MANAGE, "broadcast", text, "--title", title, "--severity", "warning", "--everyone"]
    subprocess.run(broadcast, env=environment, cwd=ROOT, check=True, stdout=sys.stderr)


def enter(browser: Browser, site: str, scene: Scene, name: str) -> Page:
    context = browser.new_context(
        locale=scene.locale, viewport={"width": WIDTH, "height": HEIGHT}, color_scheme="light", device_scale_factor=1.5
    )
    page = context.new_page()
    page.goto(f"{site}/accounts/login/")
    page.fill("[name=username]", name)
    page.fill("[name=password]", PASSWORD)
    page.click("main form [type=submit]")
    page.goto(f"{site}/chat/{scene.room}/")
    expect(page.locator("html")).to_have_attribute("data-connection", "live", timeout=PATIENCE_MS)
    return page


def say(page: Page, text: str) -> None:
    page.fill("#chat-message-input", text)
    page.click("#chat-message-submit")
    expect(page.locator("#chat-message-input")).to_have_value("")


if __name__ == "__main__":
    main()
