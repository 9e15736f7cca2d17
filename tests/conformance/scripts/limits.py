"""Too much and too fast: refused, with the time to wait, and the connection lives."""

from uuid import uuid4

from tests.conformance.catalogue import Frame
from tests.conformance.client import Client
from tests.conformance.listener import as_told
from tests.conformance.runner import script
from tests.conformance.stage import Room, Stage


def retried(answer: Frame, code: int) -> bool:
    return answer.get("code") == code and answer["retry"] is True and answer["after_ms"] > 0


def post(room: Room, number: int, key: str | None = None) -> Frame:
    data = {"text": f"message {number}"}
    named = {"topic": room.topic, "name": "post_message", "data": data, "key": key or str(uuid4())}
    return {"type": "command", "id": number} | named


async def answers(client: Client, numbers: range) -> list[Frame]:
    return [await client.expect(id=number) for number in numbers]


@script()
async def commands_and_histories_may_come_only_so_fast(stage: Stage) -> None:
    room = await stage.room()
    client, other = await stage.enter("alice"), await stage.enter("alice")
    typing = {"type": "command", "topic": room.topic, "name": "start_typing", "data": {}}
    history = {"type": "history", "topic": room.topic, "limit": 1}
    done = 0
    refused: list[Frame] = []
    # A server that is busy elsewhere may be too slow to be asked too fast at once.
    while not refused:
        await client.send_all_at_once({"id": 100 + number} | (typing, history)[number % 2] for number in range(80))
        answered = await answers(client, range(100, 180))
        done += sum(answer["type"] == "reply" for answer in answered)
        refused += [answer for answer in answered if answer["type"] == "error"]
    assert done >= 30
    assert all(retried(answer, 429) for answer in refused)
    # Another connection has a measure of its own, and who waits is let in again.
    assert (await other.ask(typing))["type"] == "reply"
    await as_told(refused[-1])
    assert (await client.ask(typing))["type"] == "reply"


@script()
async def messages_of_one_user_in_one_room_are_counted_over_all_his_sockets(stage: Stage) -> None:
    room, other, carol = await stage.room("bob"), await stage.room(), await stage.outsider()
    clients = [await stage.enter("alice") for _ in range(2)]
    for client in clients:
        await client.send_all_at_once(post(room, number) for number in range(100, 108))
    answered = [answer for client in clients for answer in await answers(client, range(100, 108))]
    refused = [answer for answer in answered if answer["type"] == "error"]
    assert refused
    assert all(retried(answer, 429) for answer in refused)
    assert len(answered) - len(refused) >= 10
    # Another room and another user are another measure.
    await clients[0].done(other.topic, "post_message", text="elsewhere")
    await (await stage.enter("bob")).done(room.topic, "post_message", text="by another")
    await carol.alive()


@script()
async def what_came_too_fast_spends_no_key(stage: Stage) -> None:
    room, client = await stage.room(), await stage.enter("alice")
    keys = {number: str(uuid4()) for number in range(100, 120)}
    await client.send_all_at_once(post(room, number, key) for number, key in keys.items())
    refused = [answer for answer in await answers(client, range(100, 120)) if answer["type"] == "error"]
    number = refused[-1]["id"]
    await as_told(refused[-1])
    again = await client.heard_out(
        {name: value for name, value in post(room, number, keys[number]).items() if name != "id"}
    )
    assert (again["type"], again.get("duplicate")) == ("reply", False), again


@script()
async def no_more_than_a_hundred_frames_wait(stage: Stage) -> None:
    client = await stage.enter("alice")
    await client.send_all_at_once({"type": "subscribe", "id": number, "topic": "everyone"} for number in range(250))
    answered = await answers(client, range(250))
    refused = [answer for answer in answered if answer["type"] == "error"]
    assert 0 < len(refused) <= 150
    assert all(retried(answer, 503) for answer in refused)
    assert len(answered) - len(refused) >= 100
    await client.alive()
