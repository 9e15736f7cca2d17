"""Carol, signed in and nobody's friend: what is not hers is as if it were not there."""

import json
from uuid import uuid4

from tests.conformance.catalogue import Frame
from tests.conformance.runner import script
from tests.conformance.stage import Stage

NOWHERE = "room:9007199254740991"
NO_TASK = "task:6d2b1c0e-0000-4000-8000-000000000000"
ROOM_COMMANDS: dict[str, Frame] = {
    "post_message": {"text": "x"},
    "edit_message": {"message": 1, "text": "x"},
    "delete_message": {"message": 1},
    "react": {"message": 1, "emoji": "👍"},
    "mark_read": {"message": 1},
    "start_typing": {},
    "stop_typing": {},
    "make_tea": {},
}
USER_COMMANDS: dict[str, Frame] = {
    "mark_all_read": {},
    "mark_notification_read": {"notification": 1},
    "dismiss_alert": {"alert": 1},
}
TASK_COMMANDS: dict[str, Frame] = {"cancel": {}, "retry": {}}


def told(answer: Frame, topic: str) -> str:
    """An answer to the byte, but for what the asker has named himself."""
    return json.dumps({name: value for name, value in answer.items() if name != "id"}).replace(json.dumps(topic), '"…"')


async def compared(stage: Stage, hidden: str, nowhere: str, commands: dict[str, Frame]) -> None:
    """Whatever carol asks of the one and of the other is answered alike."""
    outcomes = [await everything_asked(stage, topic, commands) for topic in (hidden, nowhere)]
    assert outcomes[0] == outcomes[1]
    assert all('"code": 404' in each for each in outcomes[0]), outcomes[0]


async def everything_asked(stage: Stage, topic: str, commands: dict[str, Frame]) -> list[str]:
    asked, answers = asked_of(commands), []
    # On several connections, so that no connection's limit is reached.
    for start in range(0, len(asked), 20):
        client = await stage.enter("carol")
        answers += [
            told(await client.heard_out(frame | {"topic": topic}), topic) for frame in asked[start : start + 20]
        ]
    greeted = await (await stage.open("carol")).hello({"topic": topic, "epoch": "guessed", "offset": 1})
    return answers + [told(answer, topic) for answer in greeted]


def asked_of(commands: dict[str, Frame]) -> list[Frame]:
    asked: list[Frame] = [{"type": "subscribe"}, {"type": "unsubscribe"}, {"type": "history"}]
    asked += [{"type": "subscribe", "epoch": "guessed", "offset": 1}, {"type": "subscribe", "version": [1, 1]}]
    for name, data in commands.items():
        for given in ({"key": str(uuid4())}, {}):
            asked += [{"type": "command", "name": name, "data": each} | given for each in (data, {"nonsense": 1})]
    return asked


@script()
async def a_private_room_is_not_there(stage: Stage) -> None:
    room, carol = await stage.room("bob"), await stage.outsider()
    his = await stage.enter("bob", room.topic)
    await compared(stage, room.topic, NOWHERE, ROOM_COMMANDS)
    await his.alive()
    assert [frame for frame in his.heard if frame["type"] == "event"] == []
    assert not [frame for frame in his.heard if frame.get("data", {}).get("user") == await stage.person("carol")]
    await carol.alive()


@script()
async def another_user_is_not_there(stage: Stage) -> None:
    alices = await stage.enter("alice", await stage.user_topic("alice"))
    await compared(stage, await stage.user_topic("alice"), "user:9007199254740991", USER_COMMANDS)
    await alices.alive()


@script()
async def a_task_of_others_is_not_there(stage: Stage) -> None:
    room, carol = await stage.room("bob"), await stage.outsider()
    for topic in (await stage.count("alice", steps=1, delay=0), await stage.count("alice", room, steps=1, delay=0)):
        await compared(stage, topic, NO_TASK, TASK_COMMANDS)
        watching = await stage.enter("alice", topic)
        assert (await watching.state(topic, state="SUCCESS"))["data"]["attempt"] == 1
    await carol.alive()


@script()
async def a_message_of_a_hidden_room_is_in_no_other(stage: Stage) -> None:
    hidden, own, _bob = await stage.room("bob"), await stage.room(owner="carol"), await stage.outsider("bob")
    message = (await stage.say("alice", hidden, "secret"))["id"]
    client = await stage.enter("carol", own.topic)
    # Where bob is, this is told; carol's own room knows nothing of it.
    for name, data in ROOM_COMMANDS.items():
        if "message" in data:
            answers = [
                await client.command(own.topic, name, **data | {"message": each}) for each in (message, 2**53 - 1)
            ]
            assert told(answers[0], "") == told(answers[1], "")
            assert answers[0]["code"] == 404
    assert (await client.command(own.topic, "post_message", text="x", reply_to=message))["code"] == 404
    page = (await client.history(own.topic, before=message + 1))["data"]
    assert page == {"items": [], "more": False}
    await client.alive()
    assert "secret" not in str(client.heard)


ROOM_CALLS = (
    ("get", "/api/rooms/{}/messages/"),
    ("post", "/api/rooms/{}/messages/"),
    ("get", "/api/rooms/{}/members/"),
    ("post", "/api/rooms/{}/members/"),
    ("delete", "/api/rooms/{}/members/1/"),
    ("post", "/api/rooms/{}/join/"),
    ("post", "/api/rooms/{}/leave/"),
    ("get", "/chat/r/{}/"),
)
TASK_CALLS = (
    *(("get", f"/api/tasks/{{}}/{part}") for part in ("", "log/", "result/", "tree/")),
    *(("post", f"/api/tasks/{{}}/{part}") for part in ("cancel/", "retry/")),
)
BODIES = {"/api/rooms/{}/messages/": {"text": "x", "key": str(uuid4())}, "/api/rooms/{}/members/": {"user": 1}}


@script()
async def over_http_it_is_not_there_either(stage: Stage) -> None:
    room, carol = await stage.room("bob"), await stage.outsider()
    await stage.say("alice", room, "secret")
    task = (await stage.count("alice", steps=1, delay=0)).partition(":")[2]
    for calls, there, nowhere in ((ROOM_CALLS, str(room.id), NOWHERE), (TASK_CALLS, task, NO_TASK)):
        for method, path in calls:
            answers = [await called(stage, method, path, each.rpartition(":")[2]) for each in (there, nowhere)]
            assert answers[0] == answers[1], (method, path)
            assert answers[0][0] == 404, (method, path, answers[0])
    await carol.alive()


async def called(stage: Stage, method: str, path: str, thing: str) -> tuple[int, str]:
    browser, address = await stage.api("carol"), path.format(thing)
    if method == "post":
        answer = await browser.post(address, BODIES.get(path))
    else:
        answer = await (browser.get if method == "get" else browser.delete)(address)
    return answer.status, answer.text.replace(thing, "…") if path.startswith("/api/") else ""


@script()
async def a_key_of_somebody_else_tells_nothing(stage: Stage) -> None:
    room, own, carol = await stage.room("bob"), await stage.room(owner="carol"), await stage.outsider("bob")
    key, hers = str(uuid4()), await stage.enter("alice")
    await hers.done(room.topic, "post_message", key, text="secret")
    stranger = await stage.enter("carol")
    answer = await stranger.command(own.topic, "post_message", key, text="secret")
    assert (answer["type"], answer["duplicate"]) == ("reply", False)
    await carol.alive()


@script()
async def nobody_speaks_for_another(stage: Stage) -> None:
    room, carol = await stage.room("bob"), await stage.outsider()
    his = await stage.enter("bob", room.topic)
    alice = await stage.person("alice")
    frame: Frame = {"type": "command", "topic": room.topic, "name": "post_message", "key": str(uuid4()), "user": alice}
    answer = await his.ask(frame | {"data": {"text": f"by bob {stage.mark}"}, "author": alice, "session": "x"})
    assert answer["type"] == "reply"
    event = await his.event("message_posted", room.topic, id=answer["data"]["id"])
    assert event["data"]["author"] == await stage.person("bob")
    refused = await his.command(room.topic, "post_message", text="x", author=alice)
    assert refused["code"] == 422
    await carol.alive()


@script()
async def an_alert_cannot_be_sent_by_anybody(stage: Stage) -> None:
    carol = await stage.outsider()
    answer = await (await stage.api("bob")).post("/api/alerts/", {"text": stage.mark, "everyone": True})
    assert (answer.status, answer.json["code"]) == (403, 403)
    await carol.alive()
