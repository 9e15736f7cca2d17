"""Every way in which a frame can be wrong has its code, and none of them is an exception of ours."""

import json
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from project.realtime.errors import ErrorCode
from project.realtime.protocol import SAFE_INTEGER, Ask, ClientFrame, Hello, Ping, Unreadable, parse

MOST_BYTES = 16 * 1024
MALFORMED = [
    "",
    "hello",
    "{",
    "[]",
    "null",
    "17",
    '"hello"',
    "{}",
    '{"type": null}',
    '{"type": 7}',
    '{"type": ["hello"]}',
    '{"type": "hello"}',
    '{"type": "hello", "id": 1}',
    '{"type": "hello", "id": 1, "version": "1"}',
    '{"type": "hello", "id": 1, "version": true}',
    '{"type": "hello", "id": 1, "version": 1, "subscribe": {}}',
    '{"type": "hello", "id": 1, "version": 1, "subscribe": ["room:1"]}',
    '{"type": "hello", "id": true, "version": 1}',
    '{"type": "hello", "id": 1.5, "version": 1}',
    '{"type": "hello", "id": null, "version": 1}',
    '{"type": "hello", "id": {}, "version": 1}',
    '{"type": "subscribe", "id": 1}',
    '{"type": "subscribe", "id": 1, "topic": 42}',
    '{"type": "subscribe", "id": 1, "topic": ""}',
    '{"type": "subscribe", "id": 1, "topic": "room:1", "offset": "7"}',
    '{"type": "subscribe", "id": 1, "topic": "room:1", "offset": 1e400}',
    '{"type": "subscribe", "id": 1, "topic": "task:1", "version": [1]}',
    '{"type": "subscribe", "id": 1, "topic": "task:1", "version": ["1", "2"]}',
    '{"type": "subscribe", "id": 1, "topic": "task:1", "version": [true, 2.0]}',
    '{"type": "command", "id": 1, "topic": "room:1", "name": "x", "data": []}',
    '{"type": "command", "id": 1, "topic": "room:1", "name": "x", "data": {}, "key": "no uuid"}',
    '{"type": "command", "id": 1, "topic": "room:1", "name": "x", "data": {"n": NaN}}',
    '{"type": "command", "id": 1, "topic": "room:1", "name": "x", "data": {"n": Infinity}}',
    '{"type": "history", "id": 1, "topic": "room:1", "limit": 101}',
    '{"type": "history", "id": 1, "topic": "room:1", "limit": 0}',
    '{"type": "ping"}',
    '{"type": "pong", "n": "1"}',
    '{"type": "ping", "id": "\\ud83d"}',
    '{"type": "ping", "id": 1}{"type": "ping", "id": 2}',
]


def read(text: str) -> ClientFrame:
    return parse(text, most_bytes=MOST_BYTES, most_nesting=16)


def refusal(text: str) -> Unreadable:
    with pytest.raises(Unreadable) as caught:
        read(text)
    return caught.value


@pytest.mark.parametrize("text", MALFORMED)
def test_malformed(text: str) -> None:
    assert refusal(text).problem.code is ErrorCode.MALFORMED


@pytest.mark.parametrize("spelling", ["{%s}", "urn:uuid:%s", "%s ", " %s"])
def test_a_key_has_one_spelling(spelling: str) -> None:
    ask = {"type": "command", "id": 1, "topic": "room:1", "name": "x"}
    key = uuid4()
    frame = read(json.dumps(ask | {"key": str(key).upper()}))
    assert isinstance(frame, Ask)
    assert frame.key == key
    for other in (spelling % key, key.hex):
        assert refusal(json.dumps(ask | {"key": other})).problem.code is ErrorCode.MALFORMED


@pytest.mark.parametrize("name", ["id" * 33, SAFE_INTEGER + 1, -SAFE_INTEGER - 1])
def test_an_id_that_cannot_be_repeated_is_not(name: object) -> None:
    assert refusal(json.dumps({"type": "ping", "id": name})).frame_id is None


@pytest.mark.parametrize("name", [0, -7, SAFE_INTEGER, "", "聊天室", "x" * 64])
def test_an_id_is_repeated_also_when_the_rest_is_wrong(name: int | str) -> None:
    error = refusal(json.dumps({"type": "subscribe", "id": name, "topic": "room:1", "offset": "x"}))
    assert (error.frame_id, error.topic) == (name, "room:1")


def test_an_unknown_type_is_not_there() -> None:
    error = refusal('{"type": "teleport", "id": 3}')
    assert (error.problem.code, error.frame_id) == (ErrorCode.NOT_FOUND, 3)


def test_size_is_counted_in_bytes() -> None:
    frame = {"type": "ping", "id": 1, "padding": ""}
    frame["padding"] = "x" * (MOST_BYTES - len(json.dumps(frame)))
    assert read(json.dumps(frame)) == Ping(type="ping", id=1)
    # As many characters, more bytes.
    frame["padding"] = str(frame["padding"])[:-1] + "聊"
    assert refusal(json.dumps(frame, ensure_ascii=False)).problem.code is ErrorCode.TOO_LARGE


@pytest.mark.parametrize(("depth", "fits"), [(14, True), (15, False), (5000, False)])
def test_nesting(depth: int, fits: bool) -> None:
    deep = "[" * depth + "]" * depth
    text = f'{{"type": "command", "id": 1, "topic": "t", "name": "n", "data": {{"d": {deep}}}}}'
    if fits:
        assert isinstance(read(text), Ask)
    else:
        assert refusal(text).problem.code is ErrorCode.MALFORMED


def test_brackets_in_a_text_are_not_nesting() -> None:
    frame = {"type": "command", "id": 1, "topic": "t", "name": "n", "data": {"text": '[[{"\\' * 40}}
    assert isinstance(read(json.dumps(frame)), Ask)


def test_what_a_later_version_adds_is_left_unread() -> None:
    frame = read('{"type": "hello", "id": 1, "version": 1, "subscribe": [{"topic": "room:1", "new": 1}], "x": 2}')
    assert isinstance(frame, Hello)
    assert frame.subscribe[0].topic == "room:1"


def test_a_command_keeps_its_key_and_its_data() -> None:
    key = uuid4()
    text = json.dumps(
        {"type": "command", "id": "a", "topic": "room:1", "name": "n", "data": {"x": "聊"}, "key": str(key)}
    )
    frame = read(text)
    assert isinstance(frame, Ask)
    assert (frame.key, frame.data) == (key, {"x": "聊"})


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=12,
)
FIELDS = st.sampled_from(["type", "id", "version", "topic", "name", "data", "key", "offset", "epoch", "limit", "n"])
TYPES = st.sampled_from(["hello", "subscribe", "unsubscribe", "command", "history", "ping", "pong"])


@given(st.text() | JSON.map(json.dumps))
def test_anything_at_all_is_read_or_refused(text: str) -> None:
    read_or_refuse(text)


@given(TYPES, st.dictionaries(FIELDS, JSON | st.integers(0, 9), max_size=8))
def test_anything_like_a_frame_is_read_or_refused(kind: str, fields: dict[str, Any]) -> None:
    read_or_refuse(json.dumps(fields | {"type": kind}))


def read_or_refuse(text: str) -> None:
    try:
        read(text)
    except Unreadable as error:
        refused = error.problem
    else:
        return
    assert refused.code in {ErrorCode.MALFORMED, ErrorCode.NOT_FOUND, ErrorCode.TOO_LARGE}
    json.dumps(refused.as_dict())
