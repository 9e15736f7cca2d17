"""A database is brought back from a backup: nobody goes on with offsets that mean something else by now."""

import secrets
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from tests.harness.client import Client
from tests.harness.fixtures import Connect
from tests.harness.servers import Web
from tests.harness.site import Site

pytestmark = pytest.mark.slow
WHOLE_SECONDS = 8.0


class People:
    """Those of the site, who say things that no other test says."""

    def __init__(self, site: Site, web: Web, connect: Connect) -> None:
        self.site, self.web, self._connect = site, web, connect
        self._word = secrets.token_hex(3)

    async def come(self, name: str, web: Web | None = None) -> Client:
        return await self._connect(None, to=web or self.web, session=self.site.sessions[name])

    async def come_in(self, name: str, web: Web | None = None, **place: Any) -> tuple[Client, dict[str, Any]]:
        client = await self.come(name, web)
        (answer,) = await client.hello({"topic": self.site.room, **place})
        return client, answer

    def words(self, *texts: str) -> list[str]:
        return [f"{self._word} {text}" for text in texts]

    async def say(self, client: Client, *texts: str) -> None:
        for text in self.words(*texts):
            reply = await client.command(self.site.room, "post_message", {"text": text})
            assert reply["type"] == "reply", reply

    async def hear(self, client: Client, *texts: str) -> None:
        for text in self.words(*texts):
            await client.expect("message_posted", text=text, within=WHOLE_SECONDS)

    def shown(self, answer: dict[str, Any]) -> list[str]:
        """What of this test's words is in a snapshot."""
        texts = [message["text"] for message in answer["snapshot"]["messages"]]
        return [text for text in texts if text.startswith(self._word)]


@pytest.fixture
async def people(site: Site, site_web: Web, connect: Connect) -> AsyncIterator[People]:
    """Carol tries to see the room in every test, and is told nothing in any."""
    people = People(site, site_web, connect)
    yield people
    carols, answer = await people.come_in("carol")
    assert answer["code"] == 404
    await carols.settle()
    assert [frame for frame in carols.seen if frame["type"] in {"event", "state", "signal", "reset"}] == []


@pytest.mark.parametrize("meanwhile", [(), ("other three", "other four", "other five")])
async def test_stopped_restored_and_started(people: People, meanwhile: tuple[str, ...]) -> None:
    """Also where more was said since the restore, by others than web processes, than had been forgotten by it."""
    (hers, _), (his, _) = await people.come_in("alice"), await people.come_in("bob")
    await people.say(hers, "one", "two")
    people.site.back_up()
    await people.say(hers, "three", "four")
    await people.hear(his, "one", "two", "three", "four")
    place = his.promises.position(people.site.room)
    people.web.terminate()
    people.site.restore()
    if meanwhile:
        people.site.post(*people.words(*meanwhile))
    people.web.start()
    again, answer = await people.come_in("bob", **place)
    assert answer["recovered"] is False
    assert answer["epoch"] != place["epoch"]
    assert people.shown(answer) == people.words("one", "two", *meanwhile)
    hers, _ = await people.come_in("alice")
    await people.say(hers, "and on")
    await people.hear(again, "and on")
    await again.expect_none("message_posted")


async def test_stopped_and_started_without_it(people: People) -> None:
    """The same in all else: who stands where the database stands goes on from there."""
    (hers, _), (his, _) = await people.come_in("alice"), await people.come_in("bob")
    await people.say(hers, "one")
    await people.hear(his, "one")
    place = his.promises.position(people.site.room)
    people.web.terminate()
    people.site.post(*people.words("missed"))
    people.web.start()
    again, answer = await people.come_in("bob", **place)
    assert answer["recovered"] is True
    await people.hear(again, "missed")


async def test_restored_under_two_running_web_processes(people: People, start_web: Callable[..., Web]) -> None:
    """Everybody is reset and whole again."""
    second = start_web(**people.site.variables)
    (hers, _), (his, _) = await people.come_in("alice"), await people.come_in("bob", second)
    await people.say(hers, "one")
    people.site.back_up()
    await people.say(hers, "two", "three")
    for client in (hers, his):
        await people.hear(client, "one", "two", "three")
    people.site.restore_live()
    for client in (hers, his):
        await client.expect_frame(type="reset", topic=people.site.room, reason="epoch", within=WHOLE_SECONDS)
        assert people.shown(await client.subscribe(people.site.room)) == people.words("one")
    await people.say(hers, "other two")
    for client in (hers, his):
        await people.hear(client, "other two")
        await client.expect_none("message_posted")


async def test_renewed_by_hand_under_a_running_web_process(people: People) -> None:
    his, _ = await people.come_in("bob")
    assert "topics have a new epoch" in people.site.manage("renew_epochs")
    await his.expect_frame(type="reset", topic=people.site.room, reason="epoch", within=WHOLE_SECONDS)
    assert (await his.subscribe(people.site.room))["recovered"] is False


async def test_a_neighbour_on_the_same_redis_is_not_concerned(
    people: People, connect: Connect, bob: Any, room: Any
) -> None:
    """Two sites with a prefix each: only the one that was restored begins anew."""
    (hers, _), neighbours = await people.come_in("alice"), await connect(bob)
    await neighbours.hello(room.topic)
    people.site.back_up()
    await people.say(hers, "forgotten")
    await people.hear(hers, "forgotten")
    people.site.restore_live()
    await hers.expect_frame(type="reset", topic=people.site.room, within=WHOLE_SECONDS)
    await neighbours.settle()
    assert [frame for frame in neighbours.seen if frame["type"] == "reset"] == []
