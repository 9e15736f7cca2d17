"""The verbs of chat: the only place that writes rooms and messages, and that tells anybody."""

from chat.actions.imports import ImportedMessage, post_imported
from chat.actions.members import add_member, join, leave, remove_member
from chat.actions.messages import delete_message, edit_message, post_card, post_message, react
from chat.actions.reading import mark_read
from chat.actions.rooms import create_room, enter_room
from chat.actions.typing import start_typing, stop_typing, stop_typing_of

__all__ = [
    "ImportedMessage",
    "add_member",
    "create_room",
    "delete_message",
    "edit_message",
    "enter_room",
    "join",
    "leave",
    "mark_read",
    "post_card",
    "post_imported",
    "post_message",
    "react",
    "remove_member",
    "start_typing",
    "stop_typing",
    "stop_typing_of",
]
