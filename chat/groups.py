"""The topics of rooms, built from ids."""


def room_topic(room_id: int) -> str:
    return f"room:{room_id}"
