"""What one script has to itself: sockets, rooms, and a mark by which its words are known."""

import json
import secrets
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar
from uuid import uuid4

from tests.conformance.browser import Browser
from tests.conformance.catalogue import Frame
from tests.conformance.client import Client
from tests.conformance.listener import as_told
from tests.conformance.people import People
from tests.conformance.seen import Seen

AnyClient = TypeVar("AnyClient", bound=Client)


class Skipped(Exception):
    """This cannot be tried on this server, and why."""


@dataclass(frozen=True)
class Room:
    id: int
    name: str

    @property
    def topic(self) -> str:
        return f"room:{self.id}"


class Stage:
    def __init__(self, people: People, seen: Seen) -> None:
        self.server, self.people, self.seen = people.server, people, seen
        self.mark = secrets.token_hex(4)
        self._secrets = {self.mark}
        self._clients: list[Client] = []
        self._outsiders: list[tuple[str, Client]] = []
        self._alerts: list[int] = []

    # --- people and sockets ----------------------------------------------------------------------------------------

    async def api(self, who: str) -> Browser:
        return await self.people.browser(who)

    async def newcomer(self) -> str:
        return await self.people.newcomer()

    async def user_topic(self, who: str) -> str:
        return f"user:{await self.people.id_of(who)}"

    async def person(self, who: str) -> Frame:
        return {"id": await self.people.id_of(who), "name": self.server.name_of(who)}

    async def open(
        self, who: str = "alice", *, path: str = "/ws/", browser: Browser | None = None, **how: Any
    ) -> Client:
        """A socket of ``who``, as his browser opens it."""
        session = (browser or await self.people.browser(who)).cookies["sessionid"]
        return await self.connect(who, path, {"Cookie": f"sessionid={session}"}, **how)

    async def connect(self, name: str, path: str, headers: dict[str, str], **how: Any) -> Client:
        """By hand: with these headers, as with no session or another ``origin``."""
        return await self.connect_as(Client, name, path, headers, **how)

    async def connect_as(
        self, kind: type[AnyClient], name: str, path: str, headers: dict[str, str], **how: Any
    ) -> AnyClient:
        url, how = self.server.socket_origin + path, {"origin": self.server.origin} | how
        client = await kind.open(url, name, self.seen, headers=headers, **how)
        self._clients.append(client)
        return client

    async def enter(self, who: str, *places: str | Frame, **how: Any) -> Client:
        """A socket of ``who`` that has been welcomed and follows these places."""
        client = await self.open(who, **how)
        for answer in await client.hello(*places):
            assert answer["type"] == "subscribed", answer
        return client

    async def outsider(self, who: str = "carol") -> Client:
        """Somebody who follows what is his; ``finish`` makes sure that he has been told nothing of this script."""
        client = await self.enter(who, await self.user_topic(who), "everyone")
        self._outsiders.append((who, client))
        return client

    # --- things ----------------------------------------------------------------------------------------------------

    async def room(self, *members: str, public: bool = False, owner: str = "alice") -> Room:
        """A new one of alice's, private unless ``public``."""
        api = await self.api(owner)
        name = f"conformance {self.mark} {secrets.token_hex(2)}"
        made = await api.made("/api/rooms/", {"name": name, "private": not public})
        for member in members:
            await api.made(f"/api/rooms/{made['id']}/members/", {"user": await self.people.id_of(member)})
        room = Room(made["id"], name)
        self._secrets.add(room.topic)
        return room

    async def say(self, who: str, room: Room, text: str) -> Frame:
        """Over HTTP, by somebody who need not have a socket."""
        message, api = {"text": f"{text} {self.mark}", "key": str(uuid4())}, await self.api(who)
        while (answer := await api.post(f"/api/rooms/{room.id}/messages/", message)).status == 429:
            await as_told(answer.json)
        assert answer.status == 201, (answer.status, answer.text)
        posted: Frame = answer.json
        return posted

    async def alert(self, **to: Any) -> Frame:
        """The administrator's, which is withdrawn when the script is over."""
        raised: Frame = await (await self.api("admin")).made("/api/alerts/", {"text": f"alert {self.mark}"} | to)
        self._alerts.append(raised["id"])
        return raised

    async def need_worker(self) -> None:
        ready = await self.people.once("worker", partial((await self.api("alice")).get, "/readyz"))
        if ready.status != 200:
            raise Skipped("no worker takes tasks there (/readyz)")

    async def start(self, who: str, task_type: str, room: Room | None, arguments: Frame) -> str:
        """Start a task; its topic."""
        await self.need_worker()
        wish = {"type": task_type, "arguments": arguments, "room": room and room.id}
        started = await (await self.api(who)).made("/api/tasks/", wish)
        self._secrets.add(started["id"])
        return f"task:{started['id']}"

    async def count(self, who: str, room: Room | None = None, **arguments: Any) -> str:
        return await self.start(who, "count", room, arguments)

    async def take_in(self, room: Room, texts: list[str]) -> str:
        """Have alice import these as one ``zoe`` said them, by the one task that writes much at once."""
        lines = [{"id": 1, "at": "2026-01-01T10:00:00.000Z", "author": "zoe", "text": text} for text in texts]
        file = "\n".join(json.dumps(line) for line in lines)
        wish = {"room": room.id, "format": "jsonl", "file": file}
        topic = await self.start("alice", "import_messages", None, wish)
        watching = await self.enter("alice", topic)
        await watching.state(topic, state="SUCCESS")
        await watching.close()
        return topic

    def lever(self, name: str) -> Any:
        if name not in self.server.levers:
            raise Skipped(f"only the owner of the server can {name} it")
        return self.server.levers[name]

    async def pass_by(self, client: Client, who: str) -> None:
        """Wait until something has reached him by the way of all events: what was sent before would have come."""
        barrier = {"name": f"conformance barrier {secrets.token_hex(4)}"}
        room = (await (await self.api("bob" if who == "alice" else "alice")).made("/api/rooms/", barrier))["id"]
        own = await self.user_topic(who)
        if own not in client.promises.places:
            await client.subscribe(own)
        await (await self.api(who)).made(f"/api/rooms/{room}/join/")
        await client.event("room_joined", own, room={"id": room})

    # --- ending ----------------------------------------------------------------------------------------------------

    async def finish(self) -> None:
        for who, client in self._outsiders:
            await self.pass_by(client, who)
            told = [frame for frame in client.heard if self._is_mine(frame)]
            assert not told, f"{who} was told {told[:3]}"
        for client in self._clients:
            client.check()

    async def close(self) -> None:
        for alert in self._alerts:
            await (await self.api("admin")).post(f"/api/alerts/{alert}/withdraw/")
        for client in self._clients:
            await client.close()

    def _is_mine(self, frame: Frame) -> bool:
        text = json.dumps(frame)
        topics = {frame.get("topic"), *(f"task:{secret}" for secret in self._secrets)}
        return any(secret in text for secret in self._secrets if ":" not in secret) or bool(topics & self._secrets)
