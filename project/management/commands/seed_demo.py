"""``manage.py seed_demo``: people and rooms to try it with. Doing it twice changes nothing."""

from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from chat.actions import add_member, create_room, join, post_message
from chat.models import Room, RoomKind

PASSWORD = "demo"  # noqa: S105 - known to everybody, which is why DEBUG must be on
MEMBERS = ("alice", "bob", "carol")

# Who says what, in which public room.
CONVERSATIONS = {
    "General": [
        ("alice", "Hello! Open this room in a second browser as bob: what is said here appears there at once."),
        ("bob", "Type `/count 50` to start a task, and watch its bar move for both of us."),
        ("alice", "`/export csv` turns this room into a file. admin can alert everyone from the admin."),
    ],
    "聊天室": [
        ("bob", "这里可以说中文，房间名也可以。"),
        ("alice", "试试输入 `/count 100`，进度条会在每个人的屏幕上一起走。"),
    ],
}
PRIVATE_ROOM = "Alice and Bob"


class Command(BaseCommand):
    help = "Make the demo users admin, alice, bob and carol (password: demo) and rooms to talk in."

    def handle(self, **options: Any) -> None:
        if not settings.DEBUG:
            raise CommandError("Refused: these passwords are known to everybody, and DEBUG is off.")
        with transaction.atomic():
            _user("admin", is_admin=True)
            people = {name: _user(name) for name in MEMBERS}
            for name, conversation in CONVERSATIONS.items():
                _public_room(name, conversation, people)
            _private_room(people["alice"], people["bob"])
        if options["verbosity"]:
            self.stdout.write("Demo users: admin, alice, bob, carol; password: demo")


def _user(name: str, *, is_admin: bool = False) -> User:
    if known := User.objects.filter(username=name).first():
        return known
    return User.objects.create_user(name, password=PASSWORD, is_staff=is_admin, is_superuser=is_admin)


def _public_room(name: str, conversation: list[tuple[str, str]], people: dict[str, User]) -> None:
    room, is_new = create_room(user=people[conversation[0][0]], name=name)
    if not is_new:
        return
    for person in people.values():
        join(user=person, room=room)
    for author, text in conversation:
        post_message(author=people[author], room=room, text=text, key=None)


def _private_room(alice: User, bob: User) -> None:
    if Room.objects.private().joined_by(alice).filter(name=PRIVATE_ROOM, created_by=alice).exists():
        return
    room, _is_new = create_room(user=alice, name=PRIVATE_ROOM, kind=RoomKind.PRIVATE)
    add_member(by=alice, room=room, user=bob)
    post_message(author=alice, room=room, text="Only the two of us can see this room.", key=None)
