"""Commands that cannot be read, that are not there, or whose data make no sense."""

from collections.abc import Iterator
from typing import Any

from tests.conformance.malformed.row import ID, KEY, NOWHERE_TASK, Row, command, frame

BAD_COMMANDS: dict[str, dict[str, Any]] = {
    "no name": {"topic": "@room@", "data": {}},
    "no topic": {"name": "react", "data": {}},
    "a number as topic": {"topic": 1, "name": "react", "data": {}},
    "a number as name": {"topic": "@room@", "name": 7},
    "a name of 61 characters": {"topic": "@room@", "name": "x" * 61},
    "a list as data": {"topic": "@room@", "name": "react", "data": []},
    "a text as data": {"topic": "@room@", "name": "react", "data": "{}"},
    "null as data": {"topic": "@room@", "name": "react", "data": None},
}
# Named, because a key is another one each time, and a row is to have the same name each time.
BAD_KEYS = {
    "nothing": "",
    "no UUID": "no uuid",
    "the beginning of one": KEY[:8],
    "one with a g": KEY[:-1] + "g",
    "one without hyphens": KEY.replace("-", ""),
    "one and a space": KEY + " ",
    "one in braces": "{" + KEY + "}",
    "a URN": "urn:uuid:" + KEY,
    "a number": 7,
    "a truth": True,
    "a list of one": [KEY],
    "an object": {"key": KEY},
}
NO_COMMANDS = (
    "",
    "make_tea",
    "PostMessage",
    "post_message ",
    "run",
    "__init__",
    "postMessage",
    "cancel",
    "mark_all_read",
)
POST, EDIT, DELETE, REACT, READ = "post_message", "edit_message", "delete_message", "react", "mark_read"
BAD_DATA: dict[str, tuple[str, dict[str, Any], int]] = {
    "no text": (POST, {}, 422),
    "null as text": (POST, {"text": None}, 422),
    "a number as text": (POST, {"text": 7}, 422),
    "a list as text": (POST, {"text": ["x"]}, 422),
    "an empty text to be said": (POST, {"text": ""}, 422),
    "a blank text": (POST, {"text": " \n\t"}, 422),
    "nothing that can be seen": (POST, {"text": "\u200b\u2060"}, 422),
    "4,001 characters": (POST, {"text": "x" * 4001}, 422),
    "NUL in a text": (POST, {"text": "x\0"}, 422),
    "a bell in a text": (POST, {"text": "x\a"}, 422),
    "an unknown slash command": (POST, {"text": "/teleport"}, 422),
    "a slash command without its arguments": (POST, {"text": "/count"}, 422),
    "a slash command with bad arguments": (POST, {"text": "/count many"}, 422),
    "a field more": (POST, {"text": "x", "html": "<b>"}, 422),
    "another author": (POST, {"text": "x", "author": 1}, 422),
    "a text as reply_to": (POST, {"text": "x", "reply_to": "1"}, 422),
    "true as reply_to": (POST, {"text": "x", "reply_to": True}, 422),
    "nothing as reply_to": (POST, {"text": "x", "reply_to": 0}, 404),
    "a hidden reply_to": (POST, {"text": "x", "reply_to": "@foreign@"}, 404),
    "2^63 as reply_to": (POST, {"text": "x", "reply_to": 2**63}, 404),
    "10^100 as reply_to": (POST, {"text": "x", "reply_to": 10**100}, 404),
    "no message to edit": (EDIT, {"text": "x"}, 422),
    "an unknown message to edit": (EDIT, {"message": 999_999_999, "text": "x"}, 404),
    "a hidden message to edit": (EDIT, {"message": "@foreign@", "text": "x"}, 404),
    "editing away": (EDIT, {"message": "@message@", "text": " "}, 422),
    "a hidden message to delete": (DELETE, {"message": "@foreign@"}, 404),
    "-1 to delete": (DELETE, {"message": -1}, 404),
    "a list to delete": (DELETE, {"message": ["@message@"]}, 422),
    "a hidden message to react to": (REACT, {"message": "@foreign@", "emoji": "👍"}, 404),
    "a word as emoji": (REACT, {"message": "@message@", "emoji": "yes"}, 422),
    "no emoji": (REACT, {"message": "@message@", "emoji": ""}, 422),
    "65 emoji": (REACT, {"message": "@message@", "emoji": "👍" * 65}, 422),
    "markup as emoji": (REACT, {"message": "@message@", "emoji": "<b>"}, 422),
    "a hidden message to have read": (READ, {"message": "@foreign@"}, 404),
    "a fraction to have read": (READ, {"message": 1.5}, 422),
    "a field in typing": ("start_typing", {"user": 1}, 422),
}
BAD_ANSWERS: tuple[tuple[str, dict[str, Any], int], ...] = (
    ("mark_notification_read", {"notification": 999_999_999}, 404),
    ("mark_notification_read", {"notification": 0}, 422),
    ("mark_notification_read", {"notification": "1"}, 422),
    ("mark_notification_read", {}, 422),
    ("mark_all_read", {"all": True}, 422),
    ("dismiss_alert", {"alert": 999_999_999}, 404),
    ("dismiss_alert", {"alert": None}, 422),
    ("acknowledge_alert", {"alert": 2**63}, 422),
    ("post_message", {"text": "x"}, 404),
)


def rows() -> Iterator[Row]:
    for name, fields in BAD_COMMANDS.items():
        yield Row(f"{name} in a command", frame("command", key=KEY, **fields), 400, ID)
    for name, key in BAD_KEYS.items():
        yield Row(f"{name} as key", command(POST, {"text": "x"}, key=key), 400, ID)
    for name in NO_COMMANDS:
        yield Row(f"{name!r} as command of a room", command(name, {}), 404, ID)
    yield from elsewhere()
    yield Row("no key", frame("command", topic="@room@", name=POST, data={"text": "x"}), 422, ID)
    yield Row("null as key", command(POST, {"text": "x"}, key=None), 422, ID)
    for name, (verb, data, code) in BAD_DATA.items():
        yield Row(name, command(verb, data), code, ID)
    for verb, data, code in BAD_ANSWERS:
        yield Row(f"{verb} {data}", command(verb, data, "@alice@"), code, ID)


def elsewhere() -> Iterator[Row]:
    yield Row("a command of everyone", command(POST, {"text": "x"}, "everyone"), 404, ID)
    yield Row("a command of nowhere", command(POST, {"text": "x"}, "room:999999999"), 404, ID)
    yield Row("a command of a hidden room", command(POST, {"text": "x"}, "@hidden@"), 404, ID)
    yield Row("a command of another user", command("mark_all_read", {}, "@bob@"), 404, ID)
    yield Row("a command of no task", command("cancel", {}, NOWHERE_TASK), 404, ID)
