"""The client's rules, tried in a real browser with a socket and a clock in the hands of the test.

Each exported function of ``client/*.test.js`` is one test. No server: the modules are given to the browser from disk.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route

CLIENT = Path(__file__).parent / "client"
ROOT = Path(__file__).parents[2]
FOLDERS = {
    "roomcast": ROOT / "project/static/roomcast",
    "notifications": ROOT / "notifications/static/notifications",
    "chat": ROOT / "chat/static/chat",
}
ORIGIN = "http://client.test/"

pytestmark = pytest.mark.browser


def cases() -> list[tuple[str, str]]:
    exported = re.compile(r"^export (?:async )?function (\w+)", re.MULTILINE)
    return [
        (path.name, name) for path in sorted(CLIENT.glob("*.test.js")) for name in exported.findall(path.read_text())
    ]


def blank_page() -> str:
    modules = [(folder, path) for folder, files in FOLDERS.items() for path in files.glob("*.js")]
    imports = {f"{folder}/{path.stem}": f"{ORIGIN}{folder}/{path.name}" for folder, path in modules}
    return f'<!DOCTYPE html><html lang="en"><script type="importmap">{json.dumps({"imports": imports})}</script></html>'


def answer(route: Route) -> None:
    path = route.request.url.removeprefix(ORIGIN)
    folder, _slash, name = path.rpartition("/")
    if not path:
        route.fulfill(body=blank_page(), content_type="text/html")
    else:
        route.fulfill(path=FOLDERS.get(folder, CLIENT) / name, content_type="text/javascript")


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    page = browser.new_page()
    page.route(f"{ORIGIN}**", answer)
    page.goto(ORIGIN)
    yield page
    page.close()


@pytest.mark.parametrize(("file", "name"), cases())
def test_client(page: Page, file: str, name: str) -> None:
    page.evaluate("async ([file, name]) => (await import(`/${file}`))[name]()", [file, name])
