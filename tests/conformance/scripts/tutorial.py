"""The endpoint of the Channels tutorial, onto the same rooms."""

import json
from urllib.parse import quote

import pytest
from websockets.exceptions import InvalidStatus

from tests.conformance.catalogue import Frame
from tests.conformance.client import Client
from tests.conformance.runner import script
from tests.conformance.shapes import problems
from tests.conformance.stage import Stage

BAD = (
    *(
        "",
        "nonsense",
        "[]",
        "null",
        "{}",
        '{"message": 7}',
        '{"message": null}',
        '{"message": ["hi"]}',
        '{"text": "hi"}',
    ),
    *('{"message": ""}', '{"message": " "}', '{"message": "\\ud83d"}', '{"message": "\\u0000"}', '{"message": NaN}'),
    *('{"message": "/teleport"}', json.dumps({"message": "x" * 4001}), json.dumps({"message": "x" * 17_000})),
    '{"message": "hi", "deep": ' + "[" * 20 + "]" * 20 + "}",
)
NAMES = ("general", "聊天室", "two words", "O'Reilly & Söhne", "50% off?", "🚀", "#1")
NO_NAMES = (".", "..", "\u202ename", "a\tb", "a\0b", " ", "x" * 101, "\u200b")


class Tutorial(Client):
    """Hears ``{"message", "user"}`` and ``{"error"}``, and nothing else."""

    async def _take(self, frame: Frame) -> None:
        shape = {"error": str} if "error" in frame else {"message": str, "user": str}
        self.promises.broken += problems(frame, shape, "tutorial")
        self.heard.append(frame)
        self.inbox.append(frame)
        self._arrived.set()


async def enter(stage: Stage, who: str, name: str) -> Tutorial:
    session = (await stage.api(who)).cookies["sessionid"]
    return await connect(stage, who, name, session)


async def connect(stage: Stage, who: str, name: str, session: str) -> Tutorial:
    path = f"/ws/chat/{quote(name, safe='')}/"
    return await stage.connect_as(Tutorial, who, path, {"Cookie": f"sessionid={session}"})


@script()
async def what_is_said_there_is_said_in_the_room_of_that_name(stage: Stage) -> None:
    for name in NAMES:
        await said_both_ways(stage, f"{name} {stage.mark}")


async def said_both_ways(stage: Stage, name: str) -> None:
    hers, alice, bob = await enter(stage, "alice", name), stage.server.name_of("alice"), stage.server.name_of("bob")
    # Nothing but the own word says that one has been let in.
    await hers.connection.send(json.dumps({"message": "hello?"}))
    await hers.expect(message="hello?", user=alice)
    his = await enter(stage, "bob", name)
    await his.connection.send(json.dumps({"message": "你好"}))
    for client in (hers, his):
        await client.expect(message="你好", user=bob)
    # Who opens it enters the room, so that it counts him.
    room = await (await stage.api("bob")).made("/api/rooms/", {"name": name})
    assert (room["name"], room["kind"], room["members"], room["role"]) == (name, "public", 2, "member")
    alices = await stage.enter("alice")
    posted = await alices.done(f"room:{room['id']}", "post_message", text="to be changed")
    # An edit is not told there.
    await alices.done(f"room:{room['id']}", "edit_message", message=posted["id"], text="changed")
    await alices.done(f"room:{room['id']}", "post_message", text="from the socket")
    for client, heard in ((hers, 4), (his, 3)):
        await client.expect(message="from the socket", user=alice)
        assert len(client.heard) == heard


@script()
async def a_bad_frame_is_answered_and_the_connection_lives(stage: Stage) -> None:
    client = await enter(stage, "alice", f"bad {stage.mark}")
    for text in BAD:
        await client.connection.send(text)
        assert (await client.expect())["error"], text[:40]
    await client.connection.send(b"\x00\xff")
    assert (await client.expect())["error"]
    await client.connection.send('{"message": "alive"}')
    await client.expect(message="alive", user=stage.server.name_of("alice"))
    assert len(client.heard) == len(BAD) + 2


@script()
async def a_name_that_no_room_can_have_is_refused(stage: Stage) -> None:
    for name in NO_NAMES:
        client = await enter(stage, "alice", name)
        assert await client.close_code() == 4000, name
        assert [list(frame) for frame in client.heard] == [["error"]], name


@script()
async def a_name_with_a_slash_is_another_address(stage: Stage) -> None:
    with pytest.raises(InvalidStatus) as refused:
        await enter(stage, "alice", "a/b")
    assert refused.value.response.status_code == 403


@script()
async def without_a_session_it_accepts_and_closes(stage: Stage) -> None:
    client = await stage.connect_as(Tutorial, "", "/ws/chat/general/", {})
    assert await client.close_code() == 4301


@script()
async def fifty_bad_frames_are_too_many_there_too(stage: Stage) -> None:
    client = await enter(stage, "alice", f"worse {stage.mark}")
    for _ in range(50):
        await client.connection.send("nonsense")
    assert await client.close_code() == 4005


@script()
async def a_private_room_of_that_name_stays_hidden(stage: Stage) -> None:
    room, watching, carol = await stage.room("bob"), await stage.outsider("bob"), await enter(stage, "carol", "x")
    hers = await enter(stage, "carol", room.name)
    await hers.connection.send('{"message": "in a public room of the same name"}')
    await hers.expect(user=stage.server.name_of("carol"))
    member = await stage.enter("alice", room.topic)
    await member.alive()
    assert [frame for frame in member.heard if frame["type"] == "event"] == []
    own = await enter(stage, "alice", room.name)
    await stage.say("bob", room, "private")
    await carol.close()
    await own.close()
    assert watching.welcome


@script()
async def who_is_put_out_hears_no_more(stage: Stage) -> None:
    session = await stage.people.other_browser("bob")
    client = await connect(stage, "bob", f"out {stage.mark}", session.cookies["sessionid"])
    await client.connection.send('{"message": "here"}')
    await client.expect(message="here")
    await session.sign_out()
    assert await client.close_code() == 4300


@script()
async def slash_commands_work_and_their_cards_are_messages(stage: Stage) -> None:
    await stage.need_worker()
    client = await enter(stage, "alice", f"slash {stage.mark}")
    await client.connection.send('{"message": "/count 1 0"}')
    card = await client.expect(user=stage.server.name_of("alice"))
    assert card["message"]
