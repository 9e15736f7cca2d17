"""Frames with a wrong type, id, place or topic."""

from collections.abc import Iterator
from typing import Any

from tests.conformance.malformed.row import ID, NOWHERE_TASK, SAFE, Row, frame

NO_TYPES: dict[str, Any] = {"null": None, "a number": 7, "a list": ["ping"], "an object": {}, "true": True}
BAD_PONGS: dict[str, dict[str, Any]] = {
    "no n": {},
    "a text as n": {"n": "1"},
    "true as n": {"n": True},
    "1.0 as n": {"n": 1.0},
}
BAD_IDS: dict[str, Any] = {
    "null": None,
    "true": True,
    "a fraction": 1.5,
    "a whole fraction": 1.0,
    "an object": {},
    "a list": [1],
    "65 characters": "x" * 65,
    "2^53": SAFE + 1,
    "-2^53": -SAFE - 1,
    "2^64": 2**64,
    "10^400": 10**400,
}
# Good, and repeated as they are where something else is wrong.
GOOD_IDS = (0, -7, SAFE, -SAFE, "", "x" * 64, "聊天室 🚀", '"\\', "\0")
BAD_SUBSCRIBES: dict[str, Any] = {
    "an object": {},
    "a text": "room:1",
    "null": None,
    "a list of texts": ["room:1"],
    "a list of null": [None],
    "a place without topic": [{}],
    "a place with a number": [{"topic": 1}],
    "a good place and a bad one": [{"topic": "everyone"}, {"topic": "everyone", "offset": "7"}],
}
BAD_TOPICS: dict[str, dict[str, Any]] = {
    "no topic": {},
    "null as topic": {"topic": None},
    "a number as topic": {"topic": 42},
    "a list as topic": {"topic": ["@room@"]},
    "an empty topic": {"topic": ""},
    "a topic of 81 characters": {"topic": "x" * 81},
}
BAD_PLACES: dict[str, dict[str, Any]] = {
    "a text as offset": {"offset": "7"},
    "true as offset": {"offset": True},
    "a fraction as offset": {"offset": 1.5},
    "2^53 as offset": {"offset": SAFE + 1},
    "a number as epoch": {"epoch": 7},
    "a list as epoch": {"epoch": []},
    "an epoch of 65 characters": {"epoch": "x" * 65},
}
BAD_VERSIONS: dict[str, Any] = {
    "a number": 1,
    "a text": "1,2",
    "one number": [1],
    "three numbers": [1, 2, 3],
    "texts": ["1", "2"],
    "fractions": [1.0, 2.0],
    "booleans": [True, False],
    "nulls": [None, None],
    "negative numbers": [-1, -1],
    "an object": {"1": 2},
    "huge numbers": [10**30, 0],
}
BAD_PAGES: dict[str, dict[str, Any]] = {
    "0 as limit": {"limit": 0},
    "101 as limit": {"limit": 101},
    "-1 as limit": {"limit": -1},
    "a text as limit": {"limit": "5"},
    "null as limit": {"limit": None},
    "a fraction as limit": {"limit": 5.0},
    "a text as before": {"before": "5"},
    "-1 as before": {"before": -1},
    "true as before": {"before": True},
}
# Other spellings of what is there are not there, as all that is not.
OTHER_TOPICS = (
    *("room", "room:", ":", ":1", "rooms:1", "Room:1", "ROOM:1", "room:0", "room:-1", "room:+1", "room:01", "room:1.0"),
    *("room:1e0", "room:0x1", "room: 1", "room:1 ", " room:1", "room:1\n", "room:1\0", "room:1:2", "room:１", "room:١"),
    *(
        "room:²",
        "room:聊天室",
        "room:*",
        "room:1,2",
        "room:1;--",
        "room:' OR 1=1",
        "room:../user:1",
        "room/1",
        "room.1",
    ),
    *("room:" + "9" * 18, "room:" + "9" * 70, "room:9223372036854775808", "@room@ ", "@room@:", "@room@/", "@hidden@"),
    *(
        "room:0@room_id@",
        "room:+@room_id@",
        "room:@room_id@.0",
        "user",
        "user:",
        "user:0",
        "user:me",
        "@bob@",
        "@alice@\0",
    ),
    *("everyone:", "everyone:1", "Everyone", "everyone ", "every", "*", "task", "task:", "task:1", NOWHERE_TASK),
    *(NOWHERE_TASK.replace("-", ""), NOWHERE_TASK.upper(), "task:{00000000-0000-4000-8000-000000000000}"),
    *("task:urn:uuid:00000000-0000-4000-8000-000000000000", "task:ABCDEF00-0000-4000-8000-000000000000"),
    *("__class__:1", "presence:1", "roomcast:1", "\u202eroom:1"),
)


def rows() -> Iterator[Row]:
    yield from types()
    yield from ids()
    yield from helloes()
    yield from places()
    yield from (Row(f"subscribe to {topic!r:.50}", frame("subscribe", topic=topic), 404, ID) for topic in OTHER_TOPICS)
    yield from histories()
    yield from pongs()


def types() -> Iterator[Row]:
    yield Row("no type", frame(), 400, ID)
    yield from (Row(f"{name} as type", frame(type=kind), 400, ID) for name, kind in NO_TYPES.items())
    yield Row("an empty type", frame(""), 404, ID)
    yield Row("an unknown type", frame("teleport"), 404, ID)
    yield Row("a type in capitals", frame("PING"), 404, ID)
    yield Row("a type of the server", frame("welcome", version=1), 404, ID)
    yield Row("a type of Channels", frame("websocket.disconnect", code=1000), 404, ID)
    yield Row("a type of Python", frame("__class__"), 404, ID)
    yield Row("the type twice, the last unknown", '{"type": "ping", "id": "x", "type": "teleport"}', 404, ID)


def ids() -> Iterator[Row]:
    yield from (Row(f"{name} as id", frame("ping", id=value), 400) for name, value in BAD_IDS.items())
    yield Row("no id", '{"type": "ping"}', 400)
    yield Row("1e400 as id", '{"type": "ping", "id": 1e400}', 400)
    yield Row("the id twice, the last bad", '{"type": "ping", "id": 1, "id": null}', 400)
    yield Row("a bad id and a bad type", frame("teleport", id=True), 404)
    for value in GOOD_IDS:
        yield Row(f"{value!r:.20} as id, and a bad topic", frame("subscribe", id=value, topic=7), 400, value)


def helloes() -> Iterator[Row]:
    yield Row("a second hello", frame("hello", version=1, subscribe=[]), 400, ID)
    yield Row("hello without a version", frame("hello"), 400, ID)
    for name, version in {"a text": "1", "true": True, "a fraction": 1.0, "null": None}.items():
        yield Row(f"{name} as version of hello", frame("hello", version=version), 400, ID)
    for name, wanted in BAD_SUBSCRIBES.items():
        yield Row(f"{name} as subscribe of hello", frame("hello", version=1, subscribe=wanted), 400, ID)


def places() -> Iterator[Row]:
    for kind in ("subscribe", "unsubscribe", "history"):
        yield from (Row(f"{name} in {kind}", frame(kind, **fields), 400, ID) for name, fields in BAD_TOPICS.items())
    for name, fields in BAD_PLACES.items():
        yield Row(f"{name} in subscribe", frame("subscribe", topic="@room@", **fields), 400, ID)
    for name, version in BAD_VERSIONS.items():
        yield Row(f"{name} as version", frame("subscribe", topic=NOWHERE_TASK, version=version), 400, ID)
    infinite = '{"type": "subscribe", "id": "x", "topic": "@room@", "offset": 1e400}'
    yield Row("1e400 as offset in subscribe", infinite, 400, ID)
    yield Row("a topic that was not followed in unsubscribe", frame("unsubscribe", topic="@alice@"), 404, ID)


def histories() -> Iterator[Row]:
    for name, fields in BAD_PAGES.items():
        yield Row(f"{name} in history", frame("history", topic="@room@", **fields), 400, ID)
    for topic in ("everyone", "@hidden@", "@bob@", NOWHERE_TASK, "room:01", "nonsense"):
        yield Row(f"history of {topic}", frame("history", topic=topic), 404, ID)


def pongs() -> Iterator[Row]:
    yield from (Row(f"{name} in pong", frame("pong", **fields), 400, ID) for name, fields in BAD_PONGS.items())
    yield Row("a pong that nobody waits for", frame("pong", n=10**30), None)
