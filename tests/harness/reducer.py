"""The smallest client that keeps what it shows right by events alone, as docs/protocol.md says what they mean."""

from collections.abc import Iterable
from typing import Any

from project.realtime.groups import EVERYONE, user_topic

Object = dict[str, Any]
SHOWN_MESSAGES, SHOWN_NOTIFICATIONS, MOST_UNREAD = 50, 20, 100
URGENCY = ("critical", "warning", "success", "info")
# Those that an event leaves out where there is nothing to say, and a state does not.
TASK_FIELDS = (
    "total",
    "percent",
    "rate",
    "eta",
    "parent",
    "owner",
    "owner_name",
    "room",
    "error",
    "result",
    "started_at",
    "ended_at",
)


class View:
    """What ``me`` sees: ``shown`` is by topic, in the form of the topic's snapshot, ``rooms`` as over HTTP."""

    def __init__(self, me: int, rooms: list[Object]) -> None:
        self.me = me
        self.shown: dict[str, Object] = {}
        self.rooms = {each["id"]: each for each in rooms}
        self._versions: dict[str, list[int]] = {}

    def apply(self, frames: Iterable[Object]) -> None:
        for frame in frames:
            act = getattr(self, f"_{frame.get('name') or frame['type']}", None)
            if act is not None and frame["type"] in {"event", "state", "subscribed"}:
                act(frame)

    @property
    def mine(self) -> Object:
        return self.shown[user_topic(self.me)]

    def _subscribed(self, frame: Object) -> None:
        if "snapshot" in frame:
            self.shown[frame["topic"]] = frame["snapshot"]

    # --- a room ----------------------------------------------------------------------------------------------------

    def _faces(self, room: int) -> list[Object]:
        """The room itself, in its own topic and in the list of rooms."""
        shown = self.shown.get(f"room:{room}")
        return [each for each in (shown and shown["room"], self.rooms.get(room)) if each]

    def _message_posted(self, frame: Object) -> None:
        if not self._knows(frame["topic"], frame["data"]):
            self.shown[frame["topic"]]["messages"].append(frame["data"])
            self._more_unread(frame["topic"], frame["data"]["author"], 1)

    def _knows(self, topic: str, message: Object) -> bool:
        return message["id"] in [each["id"] for each in self.shown[topic]["messages"]]

    def _message_edited(self, frame: Object) -> None:
        messages = self.shown[frame["topic"]]["messages"]
        messages[:] = [frame["data"] if each["id"] == frame["data"]["id"] else each for each in messages]

    _message_reacted = _message_edited

    def _message_deleted(self, frame: Object) -> None:
        """One that had not been read is not unread any more: those are the newest of what others said."""
        shown = self.shown[frame["topic"]]
        others = [each for each in shown["messages"] if each["author"]["id"] != self.me and not each.get("deleted")]
        unread = shown["room"].get("unread", 0)
        if unread and frame["data"]["id"] in [each["id"] for each in others[-unread:]]:
            self._more_unread(frame["topic"], frame["data"]["author"], -1)
        self._message_edited(frame)

    def _messages_imported(self, frame: Object) -> None:
        shown, news = self.shown[frame["topic"]], frame["data"]
        if not self._knows(frame["topic"], news["messages"][-1]):
            shown["messages"] = ([] if news["more"] else shown["messages"]) + news["messages"]
            shown["more"] = shown["more"] or news["more"]
            self._more_unread(frame["topic"], news["by"], news["count"])

    def _more_unread(self, topic: str, author: Object, count: int) -> None:
        for room in self._faces(room_in(topic)):
            if "unread" in room and author["id"] != self.me:
                room["unread"] = min(MOST_UNREAD, room["unread"] + count)

    def _member_joined(self, frame: Object) -> None:
        news = frame["data"]
        for room in self._faces(room_in(frame["topic"])):
            room["members"] = news["members"]
            if news["user"]["id"] == self.me:
                room |= {"role": news["role"], "unread": 0}

    def _member_left(self, frame: Object) -> None:
        news = frame["data"]
        for room in self._faces(room_in(frame["topic"])):
            room["members"] = news["members"]
            if news.get("heir", {}).get("id") == self.me:
                room["role"] = "owner"
            if news["user"]["id"] == self.me:
                room.pop("role", None)
                room.pop("unread", None)

    # --- oneself ---------------------------------------------------------------------------------------------------

    def _room_joined(self, frame: Object) -> None:
        room = frame["data"]["room"]
        self.rooms[room["id"]] = room

    def _room_left(self, frame: Object) -> None:
        self.rooms.pop(frame["data"]["room"], None)

    def _room_read(self, frame: Object) -> None:
        for room in self._faces(frame["data"]["room"]):
            room["unread"] = frame["data"]["unread"]

    def _notification_created(self, frame: Object) -> None:
        notification = dict(frame["data"])
        self.mine["unread"] = notification.pop("unread")
        others = [each for each in self.mine["notifications"] if each["id"] != notification["id"]]
        self.mine["notifications"] = [notification, *others]

    def _notification_read(self, frame: Object) -> None:
        self.mine["unread"] = frame["data"]["unread"]
        for each in self.mine["notifications"]:
            each["read"] = each["read"] or each["id"] == frame["data"]["notification"]

    def _all_read(self, frame: Object) -> None:
        self.mine["unread"] = frame["data"]["unread"]
        for each in self.mine["notifications"]:
            each["read"] = True

    # --- alerts, whichever way they come ---------------------------------------------------------------------------

    def _alert_raised(self, frame: Object) -> None:
        self._alert_withdrawn({"data": {"alert": frame["data"]["id"]}})
        alerts = self.shown[EVERYONE]["alerts"]
        newest_first = sorted([*alerts, frame["data"]], key=lambda each: (each["at"], each["id"]), reverse=True)
        alerts[:] = sorted(newest_first, key=lambda each: URGENCY.index(each["severity"]))

    def _alert_withdrawn(self, frame: Object) -> None:
        alerts = self.shown[EVERYONE]["alerts"]
        alerts[:] = [each for each in alerts if each["id"] != frame["data"]["alert"]]

    _alert_dismissed = _alert_acknowledged = _alert_withdrawn

    # --- tasks -----------------------------------------------------------------------------------------------------

    def _task_created(self, frame: Object) -> None:
        task = dict.fromkeys(TASK_FIELDS) | frame["data"]["task"]
        self._show_task(task, frame["data"]["version"], final=False)

    def _task_ended(self, frame: Object) -> None:
        self._show_task(frame["data"]["task"], frame["data"]["version"], final=True)

    def _state(self, frame: Object) -> None:
        self._show_task(frame["data"], frame["version"], final=frame["final"])

    def _show_task(self, task: Object, version: list[int], *, final: bool) -> None:
        """Unfinished ones alone, the newest first, with everybody whom they concern."""
        if version <= self._versions.get(task["id"], [0, -1]):
            return
        self._versions[task["id"]] = version
        for topic in {user_topic(task.get("owner") or 0), f"room:{task.get('room')}"} & self.shown.keys():
            tasks = [each for each in self.shown[topic]["tasks"] if each["id"] != task["id"]]
            tasks += [] if final else [task]
            self.shown[topic]["tasks"] = sorted(tasks, key=lambda each: each["created_at"], reverse=True)


def room_in(topic: str) -> int:
    return int(topic.partition(":")[2])


def normal(shown: Object) -> Object:
    """As far as snapshots show: a client may keep more, and by ``more`` knows that there is more to find.

    Who is here is no part of it: that is told by signals, and anew in every ``subscribed``.
    """
    kept = {name: each for name, each in shown.items() if name != "present"}
    if "messages" in kept:
        kept["more"] = kept["more"] or len(kept["messages"]) > SHOWN_MESSAGES
        kept["messages"] = kept["messages"][-SHOWN_MESSAGES:]
    if "notifications" in kept:
        kept["notifications"] = kept["notifications"][:SHOWN_NOTIFICATIONS]
    return kept
