"""What has been met so far, so that nothing on the page is left untried."""

from typing import Any

from tests.conformance.catalogue import kind_of


class Seen:
    def __init__(self) -> None:
        self.frames: set[str] = set()
        self.errors: set[int] = set()
        self.closes: set[int] = set()
        self.names: set[str] = set()
        self.reasons: set[str] = set()
        self.said: set[str] = set()

    def note(self, frame: dict[str, Any]) -> None:
        self.frames.add(frame["type"])
        if frame["type"] == "error":
            self.errors.add(frame["code"])
        elif frame["type"] == "event":
            self.names.add(f"{kind_of(frame['topic'])} {frame['name']}")
        elif frame["type"] == "signal":
            self.names.add(frame["name"])
        elif frame["type"] in {"reset", "unsubscribed"}:
            self.reasons.add(f"{frame['type']} {frame['reason']}")
