"""One person at the site over HTTP, as a browser is: cookies, CSRF, forms and JSON."""

import asyncio
import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import Message
from http.cookiejar import CookieJar
from typing import Any
from urllib.parse import urlencode, urljoin

from tests.conformance.forms import Fields, changed, filled_form
from tests.conformance.listener import as_told

ANSWER_SECONDS = 20


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Message
    text: str

    @property
    def json(self) -> Any:
        return json.loads(self.text)


class _Staying(urllib.request.HTTPRedirectHandler):
    """Shows redirections instead of following them."""

    def redirect_request(self, *_args: Any, **_kwargs: Any) -> None:
        return None


class Browser:
    def __init__(self, url: str) -> None:
        self.url = url
        self._jar = CookieJar()
        # No proxy, whatever the environment says.
        handlers = [urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(self._jar), _Staying()]
        self._opener = urllib.request.build_opener(*handlers)

    @property
    def cookies(self) -> dict[str, str]:
        return {cookie.name: cookie.value or "" for cookie in self._jar}

    def forget(self, cookie: str) -> None:
        for each in [each for each in self._jar if each.name == cookie]:
            self._jar.clear(each.domain, each.path, each.name)

    async def sign_in(self, name: str, password: str) -> None:
        answer = await self.fill_in("/accounts/login/", "username", username=name, password=password)
        assert answer.status == 302, f"{name} cannot sign in: {answer.status}"
        assert "sessionid" in self.cookies, "signing in sets no cookie sessionid"

    async def sign_out(self) -> None:
        assert (await self.submit("/accounts/logout/", [])).status in {200, 302}

    async def me(self) -> dict[str, Any]:
        answer = await self.get("/accounts/session/")
        assert answer.status == 200, answer
        person: dict[str, Any] = answer.json["user"]
        return person

    async def get(self, path: str, **headers: str) -> Answer:
        return await self._ask("GET", path, None, headers)

    async def post(self, path: str, body: object = None) -> Answer:
        """JSON in, JSON out."""
        return await self._ask("POST", path, json.dumps(body or {}).encode(), {"Content-Type": "application/json"})

    async def delete(self, path: str) -> Answer:
        return await self._ask("DELETE", path, None, {})

    async def made(self, path: str, body: object = None) -> Any:
        """What a ``post`` that must succeed has made, as slowly as it must be."""
        while (answer := await self.post(path, body)).status == 429:
            await as_told(answer.json)
        assert answer.status in {200, 201}, (path, answer.status, answer.text[:500])
        return answer.json

    async def fill_in(self, path: str, field: str, **values: str | None) -> Answer:
        """Open the page, change these values in its form that has ``field``, and send it."""
        page = await self.get(path)
        assert page.status == 200, (path, page.status)
        return await self.submit(path, changed(filled_form(page.text, field), **values))

    async def submit(self, path: str, fields: Fields) -> Answer:
        # The cookie's value may have changed since the page was made.
        with_token = changed(fields, csrfmiddlewaretoken=self.cookies.get("csrftoken", ""))
        return await self._ask("POST", path, urlencode(with_token).encode(), {})

    async def _ask(self, method: str, path: str, body: bytes | None, headers: Mapping[str, str]) -> Answer:
        return await asyncio.to_thread(self._ask_now, method, path, body, dict(headers))

    def _ask_now(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Answer:
        own = {"Referer": self.url + "/", "X-CSRFToken": self.cookies.get("csrftoken", "")}
        request = urllib.request.Request(urljoin(self.url, path), body, own | headers, method=method)
        try:
            with self._opener.open(request, timeout=ANSWER_SECONDS) as answer:
                return Answer(answer.status, answer.headers, answer.read().decode())
        except urllib.error.HTTPError as error:
            with error:
                return Answer(error.code, error.headers, error.read().decode())
