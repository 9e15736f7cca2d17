"""The table of ``malformed.py``, each input on a connection of its own: refused, repeated, and nothing has happened."""

from functools import partial
from typing import Any

from tests.conformance.client import Client
from tests.conformance.malformed import TABLE
from tests.conformance.malformed.row import Binary, Bytes, Control, Pieces, Row
from tests.conformance.runner import SCRIPTS, Script, script
from tests.conformance.stage import Stage

Ground = dict[str, str]


async def ground(stage: Stage) -> Ground:
    """Made once for all rows: nothing is to happen in it."""
    room, hidden = await stage.room("bob"), await stage.room(owner="carol")
    hers = await stage.say("alice", room, "hers")
    foreign = await stage.say("carol", hidden, "foreign")
    users = {f"@{who}@": await stage.user_topic(who) for who in ("alice", "bob")}
    messages = {"@message@": str(hers["id"]), "@foreign@": str(foreign["id"])}
    return {"@room@": room.topic, "@room_id@": str(room.id), "@hidden@": hidden.topic} | users | messages


def filled(text: str, there: Ground) -> str:
    for token, value in there.items():
        text = text.replace(token, value)
    return text


async def send(client: Client, sent: Any, there: Ground) -> None:
    if isinstance(sent, Control):
        await (await client.connection.ping(bytes(sent)))
    elif isinstance(sent, Bytes):
        await client.connection.send(bytes(sent), text=True)
    elif isinstance(sent, Binary):
        await client.connection.send(bytes(sent))
    elif isinstance(sent, Pieces):
        await client.connection.send(sent)
    else:
        await client.connection.send(filled(sent, there))


async def play(row: Row, stage: Stage) -> None:
    there = await stage.people.once("ground", partial(ground, stage))
    client = await stage.enter("alice")
    await send(client, row.sent, there)
    if row.closes is not None:
        assert await client.close_code() == row.closes
        return
    if row.code is not None:
        await refused(client, row)
    elif row.id is not None:
        assert (await client.expect(id=row.id))["type"] == "pong"
    await client.alive()
    told = [frame for frame in client.inbox if frame["type"] != "signal"]
    assert told == [], f"more than one answer: {told}"


async def refused(client: Client, row: Row) -> None:
    answer = await client.expect(type="error")
    assert answer["code"] == row.code, answer
    assert (type(answer["id"]), answer["id"]) == (type(row.id), row.id), answer
    assert answer["retry"] is False, answer


SCRIPTS += [Script(row.name.replace(" ", "_"), "malformed", partial(play, row)) for row in TABLE]


@script(last=True)
async def nothing_has_come_of_all_this(stage: Stage) -> None:
    for people in (stage.people, *stage.people.others):
        await as_it_was(Stage(people, stage.seen))


async def as_it_was(stage: Stage) -> None:
    there = await stage.people.once("ground", partial(ground, stage))
    client = await stage.open("alice")
    (answer,) = await client.hello(there["@room@"])
    await stage.close()
    texts = [message["text"].partition(" ")[0] for message in answer["snapshot"]["messages"]]
    assert texts == ["hers"], texts
    # The two who came in, and what she said.
    assert answer["offset"] == 3, answer
