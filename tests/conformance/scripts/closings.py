"""How a connection ends: every code with its ``bye``, whose range is what the client does next."""

import asyncio
from collections import Counter

from tests.conformance.catalogue import Frame
from tests.conformance.listener import ANSWER_SECONDS, as_told
from tests.conformance.malformed.row import padded
from tests.conformance.runner import script
from tests.conformance.sleeper import Sleeper
from tests.conformance.stage import Room, Skipped, Stage

MOST_CONNECTIONS = 40
MOST_FRAMES = 3000


@script()
async def the_newest_connection_is_one_too_many(stage: Stage) -> None:
    eve, opened = await stage.newcomer(), []
    for _ in range(MOST_CONNECTIONS):
        client = await stage.open(eve)
        await client.send_unheard({"type": "hello", "id": 0, "version": 1})
        if (await client.first())["type"] == "bye":
            break
        opened.append(client)
    else:
        raise Skipped(f"more than {MOST_CONNECTIONS} connections of one user are allowed")
    await client.end(4004)
    await (await stage.enter("carol")).alive()
    for each in opened:
        await each.alive()
    await opened.pop().close()
    # The place is free as soon as the server has seen that.
    async with asyncio.timeout(ANSWER_SECONDS):
        while (await welcomed_or_not(stage, eve))["type"] == "bye":
            pass


async def welcomed_or_not(stage: Stage, who: str) -> Frame:
    client = await stage.open(who)
    await client.send_unheard({"type": "hello", "id": 0, "version": 1})
    return await client.first()


@script()
async def fifty_mistakes_within_a_minute_are_too_many(stage: Stage) -> None:
    mistakes = (
        ("nonsense", 400),
        ('{"type": "teleport", "id": 1}', 404),
        (padded(16 * 1024 + 1), 413),
        ('{"type": "command", "id": 1, "topic": "room:%d", "name": "post_message", "data": {}}', 422),
    )
    room = await stage.room()
    client = await stage.enter("alice")
    for number in range(49):
        text, code = mistakes[number % len(mistakes)]
        await client.connection.send(text.replace("%d", str(room.id)))
        await client.error(code)
    await client.alive()
    await client.connection.send("the last")
    await client.end(4005)
    assert sum(frame["type"] == "error" for frame in client.heard) == 50


@script()
async def conflicts_and_refusals_are_no_mistakes(stage: Stage) -> None:
    room = await stage.room("bob")
    said = await stage.say("alice", room, "hers")
    his = await stage.enter("bob")
    codes = Counter[int]()
    while codes[403] < 60:
        answer = await his.command(room.topic, "edit_message", message=said["id"], text="x")
        codes[answer["code"]] += 1
        if answer["code"] == 429:
            await as_told(answer)
    assert set(codes) <= {403, 429}, codes
    await his.alive()


@script()
async def flooding_ends_the_connection(stage: Stage) -> None:
    client = await stage.enter("alice")
    most = 5 * 10 * client.welcome["limits"]["commands_per_second"]
    if most > MOST_FRAMES:
        raise Skipped(f"{most} frames would not be a flood yet")
    await client.send_all_at_once({"type": "ping", "id": number} for number in range(most + 1))
    await client.end(4103)
    assert sum(frame["type"] == "pong" for frame in client.heard) < most + 1


@script(on="strict")
async def who_answers_no_ping_is_gone(stage: Stage) -> None:
    deaf, late, alive = [await stage.enter("alice") for _ in range(3)]
    deaf.answers_pings = late.answers_pings = False
    heartbeat = deaf.welcome["heartbeat"]
    seconds = heartbeat["interval"] + heartbeat["grace"]
    if seconds > 60:
        raise Skipped(f"a ping may take {seconds} s to be missed")
    first = await late.expect(type="ping", within=seconds + 10)
    # A pong to an earlier ping is none to this one.
    await late.send({"type": "pong", "n": first["n"] - 1})
    await deaf.end(4104, within=seconds + 10)
    await late.end(4104, within=seconds + 10)
    await alive.alive()


async def stalled(stage: Stage, room: Room) -> Sleeper:
    """A connection of alice's that follows ``room``, has asked for much and takes nothing."""
    session = (await stage.api("alice")).cookies["sessionid"]
    slow = await stage.connect_as(Sleeper, "alice", "/ws/", {"Cookie": f"sessionid={session}"})
    await slow.send({"type": "hello", "id": 0, "version": 1, "subscribe": [{"topic": room.topic}]})
    asks = ({"type": "history", "id": number, "topic": room.topic, "limit": 100} for number in range(1, 26))
    await slow.send_all_at_once(asks)
    return slow


@script()
async def who_reads_nothing_is_cut_off_and_holds_up_nobody(stage: Stage) -> None:
    room = await stage.room("bob")
    await stage.take_in(room, ["x" * 3900] * 100)
    bobs, slow = await stage.enter("bob", room.topic), await stalled(stage, room)
    said = await stage.say("alice", room, "meanwhile")
    await bobs.event("message_posted", room.topic, id=said["id"])
    # Nothing tells a client that reads nothing that its time is up.
    await asyncio.sleep(stage.server.blocked_seconds + 3)
    slow.read()
    # Whoever does not take the close either is left without.
    assert await slow.close_code(60) in {4102, 1006}
    await bobs.alive()


@script(on="strict")
async def who_is_too_far_behind_is_sent_away(stage: Stage) -> None:
    if stage.server.events_behind > 100:
        raise Skipped(f"{stage.server.events_behind} events would have to be caused")
    room = await stage.room("bob")
    await stage.take_in(room, ["x" * 3900] * 100)
    bobs, slow = await stage.enter("bob", room.topic), await stalled(stage, room)
    said = await stage.say("bob", room, "to be reacted to")
    # Connections are looked after by the clock: two pings from here on it has stalled, fallen behind and been seen.
    pings, reactions = bobs.promises.pings + 2, 0
    while bobs.promises.pings < pings:
        reactions += 1
        await bobs.retried(room.topic, "react", message=said["id"], emoji="👍")
        # Blindly, that it is not taken for dead.
        for number in range(-1, 2):
            await slow.send_unheard({"type": "pong", "n": bobs.promises.pings + number})
    slow.read()
    await slow.end(4102, within=60)
    assert sum(frame["type"] == "event" for frame in slow.heard) < reactions


@script(on="strict")
async def a_connection_that_is_old_enough_is_rotated(stage: Stage) -> None:
    age = stage.server.age_seconds
    if age is None:
        raise Skipped("it is not known after how long connections are rotated there")
    room = await stage.room("bob")
    client = await stage.enter("bob", room.topic)
    bye = await client.end(4201, within=1.1 * age + ANSWER_SECONDS)
    soonest, latest = bye["retry_ms"]
    assert 0 <= soonest < latest
    carol = await stage.outsider()
    said = await stage.say("alice", room, "between two connections")
    back = await stage.open("bob")
    (answer,) = await back.hello(client.place(room.topic))
    assert answer["recovered"] is True
    await back.event("message_posted", room.topic, id=said["id"])
    await carol.alive()
