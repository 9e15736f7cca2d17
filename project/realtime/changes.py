"""What one state has that the one before it had not, for clients that asked for no more."""

import json
from functools import cached_property
from typing import Any

from project.realtime import frames
from project.realtime.frames import Frame
from project.realtime.states import Version


class Change:
    """Leads from the state ``base`` to the next; put into words once, when the first client wants it."""

    def __init__(self, topic: str, base: Version, before: Frame, version: Version, after: Frame) -> None:
        self.base = base
        self._topic, self._version = topic, version
        self._before, self._after = before, after

    @cached_property
    def frame(self) -> Frame:
        data = difference(json.loads(self._before)["data"], json.loads(self._after)["data"])
        return frames.change(self._topic, self._version, self.base, data)


def difference(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """The fields of ``after`` that differ; those that it has no more are null."""
    gone = dict.fromkeys(before.keys() - after.keys())
    return {name: value for name, value in after.items() if name not in before or before[name] != value} | gone
