"""Every frame, event and object of docs/protocol.md and docs/events.md, field by field."""

from collections.abc import Iterator
from typing import Any

from tests.conformance.shapes import ANYTHING, Either, OneOf, Text, problems

Frame = dict[str, Any]

TIME = Text(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
UUID = Text(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
FRAME_ID = Either(int, str)
PERSON = {"id": int, "name": str}
REACTION = {"emoji": str, "users": [PERSON]}
MESSAGE = {
    "id": int, "key": UUID, "author": PERSON, "text": str, "html": str, "at": TIME, "edited_at?": TIME,
    "deleted?": OneOf(True), "reply_to?": int, "reactions?": [REACTION], "task?": UUID, "label?": str,
}  # fmt: skip
ROOM = {
    "id": int, "name": str, "kind": OneOf("public", "private"), "url": str, "members": int,
    "role?": OneOf("owner", "member"), "unread?": int,
}  # fmt: skip
SEVERITY = OneOf("info", "success", "warning", "critical")
NOTIFICATION = {
    "id": int, "kind": str, "values": ANYTHING, "title": str, "text": str, "icon": str, "severity": SEVERITY,
    "link": str, "read": bool, "at": TIME,
}  # fmt: skip
ALERT = {
    "id": int, "severity": SEVERITY, "title": str, "text": str, "link": str, "at": TIME, "ends_at?": TIME,
    "dismissible": bool, "must_acknowledge": bool,
}  # fmt: skip
UNFINISHED = ("QUEUED", "STARTED", "PROGRESS", "RETRY", "CANCELLING")
FINAL = ("SUCCESS", "FAILURE", "CANCELLED", "LOST", "TIMEOUT")
FILE = {"name": str, "size": int, "url": str, "expires_at": TIME}
_TASK = {"id": UUID, "type": str, "title": str, "state": OneOf(*UNFINISHED, *FINAL), "current": float, "message": str}
_TASK |= {"attempt": int, "root": UUID, "log_head": int, "files": [FILE], "created_at": TIME}
_TASK_NULLABLE = {
    "total": float, "percent": float, "rate": float, "eta": float, "parent": UUID, "owner": int, "owner_name": str,
    "room": int, "started_at": TIME, "ended_at": TIME,
}  # fmt: skip
_ERROR = {"message": str, "reference": Either(str, None)}
TASK = _TASK | {name: Either(shape, None) for name, shape in _TASK_NULLABLE.items()}
TASK |= {"error": Either(_ERROR, None), "result": ANYTHING}
# In events the same without its nulls.
TOLD_TASK = _TASK | {f"{name}?": shape for name, shape in _TASK_NULLABLE.items()}
TOLD_TASK |= {"error?": {"message": str, "reference?": str}, "result?": ANYTHING}

ROOM_SNAPSHOT = {"room": ROOM, "messages": [MESSAGE], "more": bool, "present": [PERSON], "tasks": [TASK]}
SNAPSHOTS = {
    "room": ROOM_SNAPSHOT,
    "user": {"unread": int, "notifications": [NOTIFICATION], "tasks": [TASK]},
    "everyone": {"alerts": [ALERT]},
}
VERSION = [int]

EVENTS: dict[str, dict[str, Any]] = {
    "room": {
        "message_posted": MESSAGE,
        "message_edited": MESSAGE,
        "message_deleted": MESSAGE,
        "message_reacted": MESSAGE,
        "messages_imported": {"by": PERSON, "count": int, "messages": [MESSAGE], "more": bool},
        "member_joined": {"user": PERSON, "role": OneOf("owner", "member"), "members": int},
        "member_left": {"user": PERSON, "members": int},
    },
    "user": {
        "notification_created": NOTIFICATION | {"unread": int},
        "notification_read": {"notification": int, "unread": int},
        "all_read": {"unread": int},
        "alert_raised": ALERT,
        "alert_withdrawn": {"alert": int},
        "alert_dismissed": {"alert": int},
        "alert_acknowledged": {"alert": int},
        "task_created": {"task": TOLD_TASK, "version": VERSION},
        "task_ended": {"task": TOLD_TASK, "version": VERSION},
        "room_joined": {"room": ROOM},
        "room_left": {"room": int},
        "room_read": {"room": int, "message": int, "unread": int},
    },
    "everyone": {"alert_raised": ALERT, "alert_withdrawn": {"alert": int}},
}
SIGNALS = ("typing_started", "typing_stopped", "presence_joined", "presence_left")
ERRORS = (400, 401, 403, 404, 409, 413, 422, 429, 500, 503)
CHANGED = {f"{name}?": shape for name, shape in TASK.items()}
_PLACE = {"id": FRAME_ID, "topic": str, "epoch": str, "offset": int, "head": int}

FRAMES: dict[str, Any] = {
    "welcome": {
        "id": FRAME_ID,
        "version": OneOf(1),
        "connection": str,
        "user": PERSON,
        "heartbeat": {"interval": int, "grace": int},
        "limits": {"frame": int, "subscriptions": int, "commands_per_second": int},
        "jitter_ms": int,
    },
    "event": {"topic": str, "offset": int, "name": str, "data": ANYTHING, "at": TIME},
    "state": {"topic": str, "version": VERSION, "final": bool, "data": TASK, "at": TIME},
    "change": {"topic": str, "version": VERSION, "base": VERSION, "data": CHANGED},
    "signal": {"topic": str, "name": OneOf(*SIGNALS), "data": {"user": PERSON}},
    "reply": {"id": FRAME_ID, "data": ANYTHING, "duplicate": bool},
    "error": {
        "id": Either(FRAME_ID, None), "topic?": str, "code": OneOf(*ERRORS), "message": str, "retry": bool,
        "fields?": ANYTHING, "after_ms?": int, "reference?": str,
    },
    "reset": {"topic": str, "reason": OneOf("epoch", "trimmed")},
    "unsubscribed": {"topic": str, "code": OneOf(403), "reason": OneOf("removed", "withdrawn")},
    "ping": {"n": int, "heads": ANYTHING},
    "pong": {"id": FRAME_ID},
    "bye": {"code": int, "reason": str, "retry_ms?": [int]},
}  # fmt: skip


def kind_of(topic: str) -> str:
    return topic.partition(":")[0]


def faults(frame: Any) -> Iterator[str]:
    """What is wrong with a frame of the server by itself."""
    kind = frame.get("type") if isinstance(frame, dict) else None
    if kind == "subscribed":
        yield from problems(frame, {"type": str} | _subscribed(frame), "subscribed")
    elif kind in FRAMES:
        yield from problems(frame, {"type": str} | FRAMES[kind], kind)
    else:
        yield f"a frame of no type that the page knows: {frame!r}"
    yield from _deeper(frame) if kind in {"event", "error", "ping", "bye"} else ()


def _subscribed(frame: Frame) -> Frame:
    kind = kind_of(str(frame.get("topic")))
    if kind == "task":
        return {"id": FRAME_ID, "topic": str, "version": VERSION}
    present = {"present": [PERSON]} if kind == "room" else {}
    snapshot = {} if frame.get("recovered") is True else {"snapshot": SNAPSHOTS.get(kind, ANYTHING)}
    return _PLACE | {"recovered": bool} | present | snapshot


def _deeper(frame: Frame) -> Iterator[str]:
    yield from _DEEPER[frame["type"]](frame)


def _in_event(frame: Frame) -> Iterator[str]:
    known = EVENTS.get(kind_of(frame["topic"]), {})
    if frame["name"] not in known:
        yield f"{frame['name']} is no event of {frame['topic']}"
    else:
        yield from problems(frame["data"], known[frame["name"]], frame["name"])


def _in_error(frame: Frame) -> Iterator[str]:
    if frame["retry"] != (frame["code"] in {429, 500, 503}):
        yield f"retry of {frame}"
    if frame["code"] == 422 and "fields" not in frame:
        yield f"no fields in {frame}"
    for name, reason in frame.get("fields", {}).items():
        yield from problems(reason, str, f"fields.{name}")
    if not frame["message"]:
        yield f"no message for people in {frame}"


def _in_ping(frame: Frame) -> Iterator[str]:
    for topic, head in frame["heads"].items():
        shape = {"version": VERSION} if kind_of(topic) == "task" else {"epoch": str, "offset": int}
        yield from problems(head, shape, f"heads.{topic}")


def _in_bye(frame: Frame) -> Iterator[str]:
    wanted = 4200 <= frame["code"] < 4300
    if wanted != ("retry_ms" in frame):
        yield f"retry_ms of {frame}"


_DEEPER = {"event": _in_event, "error": _in_error, "ping": _in_ping, "bye": _in_bye}
