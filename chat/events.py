"""What clients are told of rooms. Each event carries what is true after it, so that applying one twice does no harm."""

from chat.faces import MessageFace, RoomFace
from project.realtime.events import Event
from project.realtime.people import Person


class MessagePosted(MessageFace, Event):
    """Somebody said something, or put a card into the room."""


class MessageEdited(MessageFace, Event):
    """The author changed what a message says; this is all of it as it stands now."""


class MessageDeleted(MessageFace, Event):
    """A message was deleted: this is its tombstone, without text."""


class MessageReacted(MessageFace, Event):
    """Somebody added or took back a reaction; this is the whole message as it stands now."""


class MessagesImported(Event):
    """Many messages were added at once; these are the newest of them.

    With ``more``, there are others between these and what was there before: drop what is shown, show these, and find
    the rest in the history.
    """

    by: Person
    count: int
    messages: list[MessageFace]
    more: bool


class MemberJoined(Event):
    """Somebody became a member of the room; ``members`` is how many there are now."""

    user: Person
    role: str
    members: int


class MemberLeft(Event):
    """Somebody is no member of the room any more; ``members`` is how many there are now.

    ``heir`` owns the room from now on, where its last owner has left.
    """

    user: Person
    members: int
    heir: Person | None = None


class RoomJoined(Event):
    """You became a member of a room."""

    room: RoomFace


class RoomLeft(Event):
    """You are no member of a room any more."""

    room: int


class RoomRead(Event):
    """You have read a room up to a message; ``unread`` is how many are left."""

    room: int
    message: int
    unread: int
