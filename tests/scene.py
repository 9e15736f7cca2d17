"""What may happen while bob watches, told as stories: the apps' ``stories.py`` have one or more for every event."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib.auth.models import User
from django.utils import timezone

from chat.actions import ImportedMessage, post_imported, post_message
from chat.models import Message, Room
from notifications.actions import broadcast_alert, notify_user
from notifications.models import Alert, Notification
from tasks.actions import card_for, create_run
from tasks.models import TaskRun
from tasks.task_types import type_for


@dataclass
class Scene:
    """Alice owns both rooms; bob is a member of the private one alone."""

    alice: User
    bob: User
    private: Room
    public: Room

    def say(self, text: str, author: User | None = None) -> Message:
        done = post_message(author=author or self.alice, room=self.private, text=text, key=None)
        return Message.objects.get(pk=done.result["id"])

    def import_messages(self, count: int) -> None:
        at = timezone.now() - timedelta(days=1)
        messages = [ImportedMessage(at=at, author="dave", text=f"imported {number}") for number in range(count)]
        post_imported(author=self.alice, room=self.private, messages=messages)

    def note(self, text: str = "") -> Notification:
        return notify_user(user=self.bob, kind="note", values={"title": "Note", "text": text})

    def alert(self, *, everyone: bool = False, **fields: Any) -> Alert:
        users = [] if everyone else [self.bob]
        return broadcast_alert(text="Attention", everyone=everyone, users=users, **fields)

    def run(self, room: Room | None = None) -> TaskRun:
        """A task of bob's that no worker hears of."""
        count, card = type_for(self.bob, "count"), card_for(self.bob, room)
        arguments = {"steps": 3}
        return create_run(task_type=count, owner=self.bob, room=room, arguments=arguments, card=card, send=lambda: None)


# What happens before bob looks, then ``yield``, and what happens while he watches.
Story = Callable[[Scene], Iterator[None]]
stories: dict[str, dict[str, Story]] = {}


def story(event: str) -> Callable[[Story], Story]:
    """Whoever watches is told of ``event`` in it, among others."""

    def keep(tell: Story) -> Story:
        stories.setdefault(event, {})[tell.__name__] = tell
        return tell

    return keep
