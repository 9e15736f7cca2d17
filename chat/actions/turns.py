"""Order among those who write into one room."""

from django.db import connection

from chat.models import Room


def take_turn(room: Room) -> None:
    """Wait for whoever is posting into ``room``, until the end of his transaction.

    PostgreSQL gives ids before the stream gives offsets; without turns a lower id could become visible after a higher
    one, and whoever asks for what came ``after`` the higher would never see it. SQLite has one writer at a time anyway.
    """
    if connection.features.has_select_for_update:
        Room.objects.select_for_update(no_key=True).get(pk=room.pk)
