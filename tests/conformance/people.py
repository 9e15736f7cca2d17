"""Who plays in the scripts: signed in once each, and newcomers that the administrator lets in."""

import asyncio
import secrets
from collections import defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

from tests.conformance.browser import Browser
from tests.conformance.server import NAMES, Server


class People:
    def __init__(self, server: Server) -> None:
        self.server = server
        # Who play beside them.
        self.others: list[People] = []
        self._browsers: dict[str, Browser] = {}
        self._passwords: dict[str, str] = {}
        self._ids: dict[str, int] = {}
        self._made: dict[str, Any] = {}
        self._locks: dict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def browser(self, who: str) -> Browser:
        """The one in which ``who`` is signed in for the whole run."""
        async with self._locks[who]:
            if who not in self._browsers:
                self._browsers[who] = await self.other_browser(who)
                self._ids[who] = (await self._browsers[who].me())["id"]
            return self._browsers[who]

    async def other_browser(self, who: str) -> Browser:
        """A session of its own."""
        browser = Browser(self.server.url)
        await browser.sign_in(self.server.name_of(who), self._passwords.get(who, self.server.password))
        return browser

    async def id_of(self, who: str) -> int:
        await self.browser(who)
        return self._ids[who]

    async def once(self, name: str, make: Callable[[], Awaitable[Any]]) -> Any:
        """What many scripts share and the first one makes."""
        async with self._locks[f"once {name}"]:
            if name not in self._made:
                self._made[name] = await make()
            return self._made[name]

    async def newcomer(self) -> str:
        """Somebody new, whose name is returned; he may be deactivated or be given rights without harm to others."""
        name, password = f"eve-{secrets.token_hex(4)}", secrets.token_urlsafe(16)
        await self._let_in(name, password)
        self._passwords[name] = password
        return name

    async def understudies(self) -> "People":
        """Others in the roles of alice, bob and carol."""
        names, password = [f"{role}-{secrets.token_hex(4)}" for role in NAMES[:-1]], secrets.token_urlsafe(16)
        for name in names:
            await self._let_in(name, password)
        others = People(replace(self.server, names=(*names, self.server.name_of("admin"))))
        others._passwords = dict.fromkeys(NAMES[:-1], password)
        return others

    async def _let_in(self, name: str, password: str) -> None:
        admin = await self.browser("admin")
        answer = await admin.fill_in(
            "/admin/auth/user/add/", "username", username=name, password1=password, password2=password, _save="Save"
        )
        assert answer.status == 302, f"the administrator cannot make {name}: {answer.text[-3000:]}"

    async def change(self, who: str, **values: str | None) -> None:
        """The administrator changes what is known of ``who``, as ``is_active=None``."""
        admin, page = await self.browser("admin"), f"/admin/auth/user/{await self.id_of(who)}/change/"
        answer = await admin.fill_in(page, "username", **values, _save="Save")
        assert answer.status == 302, f"the administrator cannot change {who}: {answer.text[-3000:]}"

    async def new_password(self, who: str) -> None:
        password = secrets.token_urlsafe(16)
        admin, page = await self.browser("admin"), f"/admin/auth/user/{await self.id_of(who)}/password/"
        answer = await admin.fill_in(page, "password1", password1=password, password2=password)
        assert answer.status == 302, f"the administrator cannot give {who} a password: {answer.text[-3000:]}"
        self._passwords[who] = password


async def casts_for(server: Server, count: int) -> list[People]:
    """The four that are known there, and others in their roles: ``count`` casts, at least one."""
    first = People(server)
    first.others = [await first.understudies() for _ in range(count - 1)]
    return [first, *first.others]
