"""What every client is promised, checked on every frame of every script."""

from tests.conformance.catalogue import FINAL, Frame, faults


class Promises:
    """Each frame is as the page says; a log is complete, in order and once; a state goes on, never back.

    ``broken`` tells what was not kept.
    """

    def __init__(self) -> None:
        self.places: dict[str, tuple[str, int]] = {}
        self.heads: dict[str, tuple[str, int]] = {}
        self.versions: dict[str, tuple[list[int], bool]] = {}
        self.asked: dict[str, list[int]] = {}
        self.states: dict[str, Frame] = {}
        self.takes_changes = False
        self.percents: dict[str, tuple[int, float]] = {}
        self.pings = 0
        self.broken: list[str] = []
        self._welcomed = self._left = False

    def keep(self, frame: Frame) -> None:
        self.broken += faults(frame)
        if self._left:
            self.broken.append(f"after bye came {frame}")
        hear = getattr(self, f"_on_{frame['type']}", self._on_other)
        hear(frame)

    def behind(self) -> dict[str, int]:
        """Topics of which the server has said that there is more than has come, by how much."""
        heads = {topic: head for topic, head in self.heads.items() if topic in self.places}
        gaps = {
            topic: head[1] - self.places[topic][1] for topic, head in heads.items() if head[0] == self.places[topic][0]
        }
        return {topic: gap for topic, gap in gaps.items() if gap > 0}

    def _on_other(self, frame: Frame) -> None:
        if not self._welcomed:
            self.broken.append(f"before welcome came {frame}")

    def _on_error(self, _frame: Frame) -> None:
        """May come at any time."""

    def _on_welcome(self, frame: Frame) -> None:
        if self._welcomed:
            self.broken.append(f"a second welcome: {frame}")
        self._welcomed = True

    def _on_bye(self, _frame: Frame) -> None:
        self._left = True

    def _on_subscribed(self, frame: Frame) -> None:
        self._on_other(frame)
        topic = frame["topic"]
        if "version" in frame:
            # What is asked for is shown, though it may have come by another way before.
            self.asked[topic] = frame["version"]
            return
        if not frame["recovered"] and frame["offset"] != frame["head"]:
            self.broken.append(f"a snapshot that is not the head's: {topic} {frame['offset']} of {frame['head']}")
        self.places[topic] = (frame["epoch"], frame["offset"])
        self.heads[topic] = (frame["epoch"], frame["head"])

    def _on_event(self, frame: Frame) -> None:
        topic, offset = frame["topic"], frame["offset"]
        if topic not in self.places:
            self.broken.append(f"an event of {topic}, which is not followed: {frame}")
            return
        epoch, last = self.places[topic]
        if offset != last + 1:
            self.broken.append(f"after offset {last} of {topic} came {offset}")
        self.places[topic] = (epoch, offset)

    def _on_state(self, frame: Frame) -> None:
        self._on_other(frame)
        topic, version, data = frame["topic"], frame["version"], frame["data"]
        shown, final = self.versions.get(topic, ([0, -1], False))
        if self.asked.pop(topic, None) == version == shown:
            return
        if version <= shown or (final and version[0] == shown[0]):
            self.broken.append(f"after version {shown} (final: {final}) of {topic} came {version}")
        if topic != f"task:{data['id']}" or version[0] != data["attempt"] or frame["final"] != (data["state"] in FINAL):
            self.broken.append(f"a state that says two things: {frame}")
        self.versions[topic], self.states[topic] = (version, frame["final"]), data
        self._weigh(topic, version[0], data)

    def _on_change(self, frame: Frame) -> None:
        """For who asked for them, and onto the very state that was sent before."""
        topic, known = frame["topic"], self.states.get(frame["topic"])
        if not self.takes_changes or known is None or self.versions[topic] != (frame["base"], False):
            self.broken.append(f"a change of {topic} where {self.versions.get(topic)} is known: {frame}")
            return
        self._on_state(frame | {"final": False, "data": known | frame["data"]})

    def _weigh(self, topic: str, attempt: int, task: Frame) -> None:
        before, percent = self.percents.get(topic, (0, 0.0)), task["percent"] or 0.0
        # Who cancels or buries a task knows what its worker wrote last, and not what it told since.
        if attempt == before[0] and percent < before[1] and task["state"] in {"STARTED", "PROGRESS", "SUCCESS"}:
            self.broken.append(f"{topic} fell from {before[1]} to {percent} per cent")
        if percent > 100 or (percent == 100) != (task["state"] == "SUCCESS" and task["percent"] is not None):
            self.broken.append(f"{percent} per cent in {task['state']}")
        self.percents[topic] = (attempt, percent)

    def _on_ping(self, frame: Frame) -> None:
        self._on_other(frame)
        if frame["n"] != self.pings + 1:
            self.broken.append(f"after ping {self.pings} came {frame['n']}")
        self.pings = frame["n"]
        heads = {topic: head for topic, head in frame["heads"].items() if "offset" in head}
        self.heads |= {topic: (head["epoch"], head["offset"]) for topic, head in heads.items()}

    def _on_reset(self, frame: Frame) -> None:
        self._forget(frame)

    def _on_unsubscribed(self, frame: Frame) -> None:
        self._forget(frame)

    def _forget(self, frame: Frame) -> None:
        self._on_other(frame)
        self.places.pop(frame["topic"], None)
        self.heads.pop(frame["topic"], None)
