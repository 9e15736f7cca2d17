"""One line of the table, and how frames for it are written.

In texts, ``@room@`` is the topic of a room that alice owns and ``@room_id@`` its id, ``@message@`` a message of hers in
it, ``@alice@`` and ``@bob@`` the topics of these users, ``@hidden@`` the topic of a room that she cannot see, and
``@foreign@`` a message in that.
"""

import json
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

ID = "x"
SAFE = 2**53 - 1
# Another one in every run, or what an earlier run did with it would answer.
KEY = str(uuid4())
NOWHERE_TASK = "task:00000000-0000-4000-8000-000000000000"


class Binary(bytes):
    """Sent as a binary frame."""


class Bytes(bytes):
    """Sent as a text frame, whether it is UTF-8 or not."""


class Pieces(list[str]):
    """Sent as one text in several frames."""


class Control(bytes):
    """Sent as a ping of WebSocket itself."""


@dataclass(frozen=True)
class Row:
    """``code`` of the error, None where there is none; ``id`` as it is repeated; ``closes``: with which code."""

    name: str
    sent: str | Binary | Bytes | Pieces | Control
    code: int | None
    id: Any = None
    closes: int | None = None


def frame(kind: str | None = None, /, **fields: Any) -> str:
    named = {} if kind is None else {"type": kind}
    text = json.dumps(named | {"id": ID} | fields, ensure_ascii=False)
    # What stands for a number is none in quotation marks.
    return text.replace('"@foreign@"', "@foreign@").replace('"@message@"', "@message@")


def command(name: str, data: Any, topic: str = "@room@", **fields: Any) -> str:
    return frame("command", topic=topic, name=name, data=data, **({"key": KEY} | fields))


def padded(size: int) -> str:
    """A ping of just that many bytes."""
    return frame("ping", padding="x" * (size - len(frame("ping", padding=""))))


def nested(depth: int) -> str:
    """A ping as deep as that, the frame itself being the first level."""
    return '{"type": "ping", "id": "x", "deep": ' + "[" * (depth - 1) + "]" * (depth - 1) + "}"
