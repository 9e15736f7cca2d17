"""What clients send: frames of version 1, and every way in which they can be wrong."""

import json
import re
from enum import IntEnum
from typing import Annotated, Any, Literal
from uuid import UUID

from django.utils.translation import gettext as _
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, TypeAdapter, ValidationError

from project.realtime.errors import Invalid, Malformed, NotFound, Problem, TooLarge

VERSION = 1
HELLO_SECONDS = 5
HISTORY_ITEMS = 100
SAFE_INTEGER = 2**53 - 1
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
_BRACKET = re.compile(r"[\[\]{}]")


class CloseCode(IntEnum):
    """The range is what the client does next: 40xx stop, 41xx back off, 42xx come back soon, 43xx sign in first."""

    TOO_BIG = 1009
    PROTOCOL_VIOLATED = 4000
    VERSION_NOT_SERVED = 4001
    NO_HELLO = 4002
    ACCESS_WITHDRAWN = 4003
    TOO_MANY_CONNECTIONS = 4004
    TOO_MANY_ERRORS = 4005
    INTERNAL = 4100
    OVERLOADED = 4101
    SLOW_CONSUMER = 4102
    FLOODING = 4103
    NO_PONG = 4104
    RESTART = 4200
    ROTATION = 4201
    BROKER_RESYNC = 4202
    SESSION_ENDED = 4300
    SIGN_IN_AGAIN = 4301


SafeInteger = Annotated[int, Field(ge=-SAFE_INTEGER, le=SAFE_INTEGER)]
WholeNumber = Annotated[int, Field(ge=0, le=SAFE_INTEGER)]
FrameId = SafeInteger | Annotated[str, StringConstraints(max_length=64)]
# JSON has lists and texts only; what is in them is as strict as all else.
StateVersion = Annotated[tuple[WholeNumber, WholeNumber], Field(strict=False)]
# Of the many ways to write a UUID one, in capitals or not.
_Spelled: TypeAdapter[str] = TypeAdapter(
    Annotated[str, StringConstraints(strict=True, pattern="^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$")]
)
Key = Annotated[UUID, Field(strict=False), BeforeValidator(_Spelled.validate_python)]
Topic = Annotated[str, StringConstraints(min_length=1, max_length=80)]


class Frame(BaseModel):
    """Unknown fields are left unread, so that a client of a later version is understood."""

    model_config = ConfigDict(frozen=True, strict=True)


class Place(Frame):
    """A topic, and where the client stands in it."""

    topic: Topic
    epoch: Annotated[str, StringConstraints(max_length=64)] | None = None
    offset: SafeInteger | None = None
    version: StateVersion | None = None


class Hello(Frame):
    type: Literal["hello"]
    id: FrameId
    version: int
    subscribe: list[Place] = []
    changes: bool = False


class Subscribe(Place):
    type: Literal["subscribe"]
    id: FrameId


class Unsubscribe(Frame):
    type: Literal["unsubscribe"]
    id: FrameId
    topic: Topic


class Ask(Frame):
    type: Literal["command"]
    id: FrameId
    topic: Topic
    name: Annotated[str, StringConstraints(max_length=60)]
    data: dict[str, Any] = {}
    key: Key | None = None


class History(Frame):
    type: Literal["history"]
    id: FrameId
    topic: Topic
    before: WholeNumber | None = None
    limit: Annotated[int, Field(ge=1, le=HISTORY_ITEMS)] = 50


class Ping(Frame):
    type: Literal["ping"]
    id: FrameId


class Pong(Frame):
    type: Literal["pong"]
    n: int


ClientFrame = Hello | Subscribe | Unsubscribe | Ask | History | Ping | Pong
_FRAMES: dict[str, type[ClientFrame]] = {
    "hello": Hello, "subscribe": Subscribe, "unsubscribe": Unsubscribe, "command": Ask, "history": History,
    "ping": Ping, "pong": Pong,
}  # fmt: skip
_FRAME_ID: TypeAdapter[int | str] = TypeAdapter(FrameId, config=ConfigDict(strict=True))


class Unreadable(Exception):
    """A frame that cannot be followed: the problem, and the frame's id and topic as far as they could be read."""

    def __init__(self, problem: Problem, frame_id: int | str | None = None, topic: str | None = None) -> None:
        super().__init__(str(problem))
        self.problem, self.frame_id, self.topic = problem, frame_id, topic


def parse(text: str, *, most_bytes: int, most_nesting: int) -> ClientFrame:
    """One text frame → one typed frame, or ``Unreadable``."""
    raw = json_object(text, most_bytes, most_nesting)
    frame_id = _readable_id(raw)
    topic = raw.get("topic") if isinstance(raw.get("topic"), str) and len(raw["topic"]) <= 80 else None
    kind = raw.get("type")
    if not isinstance(kind, str):
        raise Unreadable(Malformed(_("A frame needs a type.")), frame_id, topic)
    if kind not in _FRAMES:
        raise Unreadable(NotFound(_("No such type of frame.")), frame_id, topic)
    try:
        return _FRAMES[kind].model_validate(raw)
    except ValidationError as error:
        raise Unreadable(Malformed(fields=reasons(error)), frame_id, topic) from error


def json_object(text: str, most_bytes: int, most_nesting: int) -> dict[str, Any]:
    """The object that a text frame is, or ``Unreadable``."""
    if len(text) > most_bytes or len(text.encode("utf-8", "surrogatepass")) > most_bytes:
        raise Unreadable(TooLarge(_("A frame may have %(count)s bytes.") % {"count": most_bytes}))
    # Counted before it is read: a deep frame would exhaust the parser's stack.
    if _nesting(text) > most_nesting:
        raise Unreadable(Malformed(_("A frame may be nested %(count)s deep.") % {"count": most_nesting}))
    try:
        raw = json.loads(text, parse_constant=_refuse_constant)
        # Half a surrogate pair is no text: nothing could store or send it.
        if "\\u" in text:
            json.dumps(raw, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        raise Unreadable(Malformed(_("A frame is one JSON object."))) from error
    if not isinstance(raw, dict):
        raise Unreadable(Malformed(_("A frame is one JSON object.")))
    return raw


def _refuse_constant(word: str) -> None:
    raise ValueError(f"{word} is not JSON")


def _nesting(text: str) -> int:
    deepest = depth = 0
    for bracket in _BRACKET.findall(_STRING.sub("", text)):
        depth += 1 if bracket in "[{" else -1
        deepest = max(deepest, depth)
    return deepest


def _readable_id(raw: dict[str, Any]) -> int | str | None:
    try:
        return _FRAME_ID.validate_python(raw.get("id"))
    except ValidationError:
        return None


def reasons(error: ValidationError) -> dict[str, str]:
    """What is wrong, by field: ``{"subscribe.0.topic": "Input should be a valid string"}``."""
    return {
        ".".join(str(part) for part in entry["loc"]) or "frame": entry["msg"]
        for entry in error.errors(include_url=False)
    }


def command_fields(error: ValidationError) -> Invalid:
    return Invalid(fields=reasons(error))
