"""Who is writing at the moment: told, and kept nowhere."""

from django.contrib.auth.models import User

from chat.models import Room
from project.realtime.people import person
from project.realtime.publish import send_signal


def start_typing(*, user: User, room: Room) -> None:
    send_signal(room.topic, "typing_started", {"user": person(user).model_dump()})


def stop_typing(*, user: User, room: Room) -> None:
    send_signal(room.topic, "typing_stopped", {"user": person(user).model_dump()})
