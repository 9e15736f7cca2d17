"""The tutorial's endpoint: ``{"message": "hi"}`` in, ``{"message": "hi", "user": "alice"}`` out, on the same rooms."""

from typing import Any

from chat.tutorial import TutorialConnection, TutorialReader
from project.realtime.connection import Connection
from project.realtime.consumers import SocketConsumer
from project.realtime.intake import Reader
from project.realtime.language import language_of
from project.realtime.rounds import hub_here


class TutorialConsumer(SocketConsumer):
    connection_class = TutorialConnection

    def reader(self, connection: Connection, scope: Any) -> Reader:
        name = scope["url_route"]["kwargs"]["room_name"]
        return TutorialReader(connection, hub_here(), language_of(scope), name)
