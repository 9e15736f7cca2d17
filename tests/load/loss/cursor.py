"""A client's place in one log topic, to the letter of “Rules for clients” in docs/protocol.md."""

from typing import Any

Frame = dict[str, Any]


class Lost(Exception):
    """The next event is not the next one: the topic has to be subscribed to again, from the place that is held."""


class Cursor:
    """``follows`` is false from the moment of asking to ``subscribed``; what comes meanwhile is left alone.

    ``repeats`` and ``snapshots`` count what a client had to put up with.
    """

    def __init__(self, topic: str, epoch: str | None = None, offset: int | None = None) -> None:
        self.topic, self._epoch, self._offset = topic, epoch, offset
        self.follows = False
        self.repeats = self.snapshots = 0

    @property
    def place(self) -> Frame:
        """As it stands in ``hello`` and ``subscribe``."""
        if self._offset is None:
            return {"topic": self.topic}
        return {"topic": self.topic, "epoch": self._epoch, "offset": self._offset}

    def ask(self) -> Frame:
        self.follows = False
        return self.place

    def forget(self) -> None:
        """After ``reset``: what comes next is a snapshot."""
        self._epoch = self._offset = None
        self.follows = False

    def subscribed(self, frame: Frame) -> None:
        self.snapshots += not frame["recovered"]
        self._epoch, self._offset = frame["epoch"], frame["offset"]
        self.follows = True

    def applies(self, event: Frame) -> bool:
        """Is this event the next one? Raises ``Lost`` where another should have come before it."""
        if not self.follows or self._offset is None:
            return False
        if event["offset"] <= self._offset:
            self.repeats += 1
            return False
        if event["offset"] > self._offset + 1:
            raise Lost
        self._offset = event["offset"]
        return True

    def is_behind(self, head: Frame) -> bool:
        """A head of a ``ping``, against what is held."""
        return self.follows and self._offset is not None and head["offset"] > self._offset

    def is_of(self, head: Frame) -> bool:
        return bool(head["epoch"] == self._epoch)
