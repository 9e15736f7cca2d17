"""The judge of every frame: he must notice."""

from typing import Any

import pytest

from tests.conformance.catalogue import Frame
from tests.conformance.promises import Promises

WELCOME: Frame = {
    "type": "welcome",
    "id": 1,
    "version": 1,
    "connection": "c",
    "user": {"id": 7, "name": "alice"},
    "heartbeat": {"interval": 25, "grace": 10},
    "limits": {"frame": 16384, "subscriptions": 50, "commands_per_second": 10},
    "jitter_ms": 3000,
}
TASK = "9f000000-0000-4000-8000-000000000000"
AT = "2026-11-22T10:00:00.120Z"


def subscribed(**changes: Any) -> Frame:
    frame = {"type": "subscribed", "id": 1, "topic": "user:7", "epoch": "e", "offset": 3, "head": 5, "recovered": True}
    return frame | changes


def event(offset: int, **changes: Any) -> Frame:
    told = {"topic": "user:7", "name": "all_read", "data": {"unread": 0}, "at": AT}
    return {"type": "event", "offset": offset} | told | changes


def state(version: list[int], state: str = "PROGRESS", percent: float | None = 1.0, final: bool = False) -> Frame:
    nothing = dict.fromkeys(("total", "rate", "eta", "parent", "room", "started_at", "ended_at", "error", "result"))
    told = {
        "id": TASK,
        "type": "count",
        "title": "Count",
        "state": state,
        "current": 1,
        "percent": percent,
        "message": "",
    }
    told |= {"attempt": version[0], "root": TASK, "owner": 7, "owner_name": "alice", "log_head": 0, "files": []}
    data = nothing | told | {"created_at": AT}
    return {"type": "state", "topic": f"task:{TASK}", "version": version, "final": final, "data": data, "at": AT}


def change(base: list[int], version: list[int], **data: Any) -> Frame:
    return {"type": "change", "topic": f"task:{TASK}", "version": version, "base": base, "data": data}


def judged(*frames: Frame, takes_changes: bool = True) -> list[str]:
    promises = Promises()
    promises.takes_changes = takes_changes
    for frame in frames:
        promises.keep(frame)
    return promises.broken


@pytest.mark.parametrize(
    "frames",
    [
        [subscribed(), event(4), event(5), event(6)],
        [state([1, 3]), state([1, 9]), state([1, 1009], "SUCCESS", 100.0, final=True), state([2, 0], "QUEUED", None)],
        [state([1, 3], percent=50.0), state([1, 1003], "CANCELLING", 48.0)],
        [state([1, 3]), {"type": "subscribed", "id": 2, "topic": f"task:{TASK}", "version": [1, 3]}, state([1, 3])],
        [state([1, 3]), change([1, 3], [1, 5], percent=2.0, eta=None), change([1, 5], [1, 6])],
        [{"type": "ping", "n": 1, "heads": {"user:7": {"epoch": "e", "offset": 3}}}],
    ],
)
def test_what_is_right_is_let_pass(frames: list[Frame]) -> None:
    assert judged(WELCOME, *frames) == []


@pytest.mark.parametrize(
    "frames",
    [
        [event(1)],
        [subscribed(), event(5)],
        [subscribed(), event(4), event(4)],
        [subscribed(), event(3)],
        [subscribed(recovered=False, snapshot={"unread": 0, "notifications": [], "tasks": []})],
        [subscribed(), {"type": "reset", "topic": "user:7", "reason": "epoch"}, event(4)],
        [subscribed(), {"type": "unsubscribed", "topic": "user:7", "code": 403, "reason": "removed"}, event(4)],
        [state([1, 3]), state([1, 3])],
        [state([1, 3]), state([1, 2])],
        [state([1, 3], "SUCCESS", 100.0, final=True), state([1, 4], "PROGRESS", 100.0)],
        [state([1, 3], percent=50.0), state([1, 4], percent=49.0)],
        [state([1, 3], percent=100.0)],
        [state([1, 3], "FAILURE")],
        [change([1, 3], [1, 4])],
        [state([1, 3]), change([1, 2], [1, 4])],
        [state([1, 3]), change([1, 3], [1, 3])],
        [state([1, 3]), change([1, 3], [1, 4], percent=0.5)],
        [state([1, 3]), change([1, 3], [1, 4], colour="red")],
        [state([1, 3], "FAILURE", final=True), change([1, 3], [1, 4], current=2)],
        [{"type": "ping", "n": 2, "heads": {}}],
        [{"type": "bye", "code": 4300, "reason": "x"}, event(4)],
        [{"type": "bye", "code": 4200, "reason": "x"}],
        [{"type": "error", "id": 1, "code": 422, "message": "x", "retry": False}],
        [{"type": "error", "id": 1, "code": 429, "message": "x", "retry": False}],
        [{"type": "error", "id": 1, "code": 418, "message": "x", "retry": False}],
        [{"type": "teleported"}],
        [WELCOME],
    ],
)
def test_what_is_wrong_is_noticed(frames: list[Frame]) -> None:
    assert judged(WELCOME, *frames) != []


def test_changes_are_for_those_who_asked() -> None:
    assert judged(WELCOME, state([1, 3]), change([1, 3], [1, 4]), takes_changes=False) != []


def test_nothing_comes_before_welcome_but_errors_and_bye() -> None:
    assert judged({"type": "pong", "id": 1}) != []
    error: Frame = {"type": "error", "id": None, "code": 400, "message": "x", "retry": False}
    assert judged(error, {"type": "bye", "code": 4002, "reason": "no hello"}) == []


def test_what_has_been_promised_is_waited_for() -> None:
    promises = Promises()
    for frame in (WELCOME, subscribed(), event(4)):
        promises.keep(frame)
    assert promises.behind() == {"user:7": 1}
    promises.keep(event(5))
    assert promises.behind() == {}
