"""Addresses of the sockets."""

from channels.routing import URLRouter
from django.urls import path, re_path

from chat.routing import websocket_urlpatterns as chat_patterns
from project.realtime.consumers import SocketConsumer
from project.realtime.gate import refuse

sockets = URLRouter(
    [
        path("ws/", SocketConsumer.as_asgi()),
        *chat_patterns,
        # Without a route Channels raises, which ends in a 500 and a traceback in the log.
        re_path(r"", refuse),  # type: ignore[arg-type]  # Channels routes ASGI applications
    ]
)
