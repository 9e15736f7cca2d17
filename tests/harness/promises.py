"""What every client is promised, checked on every frame that it gets."""

from typing import Any


class Promises:
    """A log is complete, in order and once; a state never goes back, nor on after the end of its attempt."""

    def __init__(self) -> None:
        self.followed: set[str] = set()
        self.places: dict[str, tuple[str, int]] = {}
        self.versions: dict[str, tuple[tuple[int, int], bool]] = {}
        self.states: dict[str, dict[str, Any]] = {}
        self.broken: list[str] = []

    def keep(self, frame: dict[str, Any]) -> None:
        hear = getattr(self, f"_on_{frame['type']}", None)
        if hear is not None:
            hear(frame)

    def check(self) -> None:
        assert not self.broken, self.broken

    def _on_subscribed(self, frame: dict[str, Any]) -> None:
        self.followed.add(frame["topic"])
        if "offset" in frame:
            self.places[frame["topic"]] = (frame["epoch"], frame["offset"])

    def _on_event(self, frame: dict[str, Any]) -> None:
        topic, offset = frame["topic"], frame["offset"]
        if topic not in self.places:
            self.broken.append(f"an event of {topic}, which is not followed: {frame}")
            return
        epoch, last = self.places[topic]
        if offset != last + 1:
            self.broken.append(f"after offset {last} of {topic} came {offset}")
        self.places[topic] = (epoch, offset)

    def _on_state(self, frame: dict[str, Any]) -> None:
        topic, version = frame["topic"], (frame["version"][0], frame["version"][1])
        shown, final = self.versions.get(topic, ((0, -1), False))
        if version <= shown or (final and version[0] == shown[0]):
            self.broken.append(f"after version {shown} (final: {final}) of {topic} came {version}")
        self.versions[topic] = (version, frame["final"])
        self.states[topic] = frame["data"]

    def _on_change(self, frame: dict[str, Any]) -> None:
        """Only of what this client holds whole, and of what goes on."""
        topic, known = frame["topic"], self.states.get(frame["topic"])
        if known is None or [*self.versions[topic][0]] != frame["base"] or self.versions[topic][1]:
            self.broken.append(f"a change of {topic} where {self.versions.get(topic)} is known: {frame}")
            return
        self._on_state(frame | {"final": False, "data": known | frame["data"]})

    def _on_reset(self, frame: dict[str, Any]) -> None:
        self._forget(frame)

    def _on_unsubscribed(self, frame: dict[str, Any]) -> None:
        self._forget(frame)

    def _forget(self, frame: dict[str, Any]) -> None:
        self.followed.discard(frame["topic"])
        self.places.pop(frame["topic"], None)

    def position(self, topic: str) -> dict[str, Any]:
        """Where this client stands, as its next ``hello`` says it."""
        epoch, offset = self.places[topic]
        return {"topic": topic, "epoch": epoch, "offset": offset}
