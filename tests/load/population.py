"""People who are signed in, made in whichever database the settings name; ours get a room too."""

import json
import sys
from datetime import timedelta

import django
from django.utils import timezone

ROOM = "Load"


def signed_in(count: int) -> list[str]:
    """Session keys of ``count`` new users. Without passwords, which would take long to hash."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: PLC0415 - after setup
    from django.contrib.auth.models import User  # noqa: PLC0415
    from django.contrib.sessions.backends.db import SessionStore  # noqa: PLC0415
    from django.contrib.sessions.models import Session  # noqa: PLC0415

    User.objects.bulk_create([User(username=f"user-{number:05d}", password="!") for number in range(count)])
    store, expires = SessionStore(), timezone.now() + timedelta(days=1)
    sessions = []
    for user in User.objects.order_by("pk"):
        content = {
            SESSION_KEY: str(user.pk),
            BACKEND_SESSION_KEY: "django.contrib.auth.backends.ModelBackend",
            HASH_SESSION_KEY: user.get_session_auth_hash(),
        }
        sessions.append(Session(f"load{user.pk:028d}", store.encode(content), expires))
    Session.objects.bulk_create(sessions)
    return [session.session_key for session in sessions]


def room_of(kind: str) -> dict[str, object]:
    """A public room is its owner's alone; of a private one everybody is a member but the last, the outsider."""
    from django.contrib.auth.models import User  # noqa: PLC0415

    from chat.actions import add_member, create_room  # noqa: PLC0415
    from chat.models import RoomKind  # noqa: PLC0415
    from project.realtime.groups import EVERYONE, user_topic  # noqa: PLC0415
    from project.realtime.publish import positions  # noqa: PLC0415

    owner, *others = User.objects.order_by("pk")
    room, _is_new = create_room(user=owner, name=ROOM, kind=RoomKind(kind))
    for user in others[:-1] if room.kind == RoomKind.PRIVATE else []:
        add_member(by=owner, room=room, user=user)
    place = positions([room.topic])[0]
    outsiders = [user_topic(others[-1].pk), EVERYONE] if others else []
    return {
        "id": room.pk,
        "topic": place.topic,
        "epoch": place.epoch,
        "offset": place.offset,
        "outsider": outsiders,
    }


def main(count: int, kind: str) -> None:
    django.setup()
    made = {"sessions": signed_in(count), "room": room_of(kind) if kind else {}}
    sys.stdout.write(json.dumps(made) + "\n")


if __name__ == "__main__":
    main(int(sys.argv[1]), "".join(sys.argv[2:]))
