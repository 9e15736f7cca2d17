"""Rooms as audiences of alerts and notifications."""

from collections.abc import Collection

from django.contrib.auth.models import User
from django.db.models import QuerySet

from chat.models import Room
from chat.names import name_key
from notifications.audiences import Source
from project.realtime.errors import NotFound


def members(room_ids: Collection[int]) -> QuerySet[User]:
    return User.objects.filter(memberships__room__in=room_ids)


def titles(room_ids: Collection[int]) -> dict[int, str]:
    return dict(Room.objects.filter(pk__in=room_ids).values_list("pk", "name"))


def choices() -> list[tuple[int, str]]:
    return list(Room.objects.order_by("name_key", "pk").values_list("pk", "name"))


def find(text: str) -> int:
    """A name, of a public room before any other; or an id."""
    named = Room.objects.filter(name_key=name_key(text)).order_by("pk")
    if room := named.public().first() or named.first():
        return room.pk
    known = titles([int(text)]) if text.isascii() and text.isdecimal() and len(text) < 19 else {}
    if not known:
        raise NotFound
    return next(iter(known))


ROOMS = Source("rooms", members, titles, choices, find)
