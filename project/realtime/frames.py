"""The frames that the server sends, each built once as text however many clients read it."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from project.realtime import metrics
from project.realtime.errors import Problem
from project.realtime.states import State, Version


class Frame(str):
    """One frame as JSON; ``wire`` is the same as an unmasked WebSocket text message (RFC 6455, 5.2)."""

    @cached_property
    def wire(self) -> bytes:
        payload = self.encode()
        size = len(payload)
        if size < 126:
            return bytes((0x81, size)) + payload
        if size < 65_536:
            return b"\x81\x7e" + size.to_bytes(2, "big") + payload
        return b"\x81\x7f" + size.to_bytes(8, "big") + payload


def text(frame: Mapping[str, Any]) -> Frame:
    return Frame(json.dumps(frame, ensure_ascii=False, separators=(",", ":"), allow_nan=False))


def moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def event(topic: str, offset: int, name: str, data: Mapping[str, Any], at: datetime) -> Frame:
    return text({"type": "event", "topic": topic, "offset": offset, "name": name, "data": data, "at": moment(at)})


def state(state: State) -> Frame:
    return text(
        {
            "type": "state",
            "topic": state.topic,
            "version": state.version,
            "final": state.final,
            "data": state.data,
            "at": moment(state.at),
        }
    )


def change(topic: str, version: Version, base: Version, data: Mapping[str, Any]) -> Frame:
    return text({"type": "change", "topic": topic, "version": version, "base": base, "data": data})


def signal(topic: str, name: str, data: Mapping[str, Any]) -> Frame:
    return text({"type": "signal", "topic": topic, "name": name, "data": data})


def extended(frame: Frame, more: Mapping[str, Any]) -> Frame:
    """The same with these fields too, and not encoded again: what a subscription begins with may be long."""
    return Frame(text(more)[:-1] + "," + frame[1:])


def reply(frame_id: int | str, data: Mapping[str, Any], duplicate: bool = False) -> Frame:
    return text({"type": "reply", "id": frame_id, "data": data, "duplicate": duplicate})


def error(problem: Problem, frame_id: int | str | None, topic: str | None = None) -> Frame:
    metrics.answered(problem.code)
    about = {} if topic is None else {"topic": topic}
    return text({"type": "error", "id": frame_id, **about, **problem.as_dict(), "retry": problem.retry})


def reset(topic: str, reason: str) -> Frame:
    metrics.reset(reason)
    return text({"type": "reset", "topic": topic, "reason": reason})


def unsubscribed(topic: str, reason: str) -> Frame:
    metrics.withdrawn(reason)
    return text({"type": "unsubscribed", "topic": topic, "code": 403, "reason": reason})


def bye(code: int, reason: str, retry_ms: tuple[int, int] | None = None) -> Frame:
    when = {} if retry_ms is None else {"retry_ms": retry_ms}
    return text({"type": "bye", "code": code, "reason": reason, **when})
