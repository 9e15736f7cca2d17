"""Addresses of the sockets."""

from channels.routing import URLRouter
from channels.security.websocket import WebsocketDenier
from django.urls import path, re_path

from chat.routing import websocket_urlpatterns as chat_patterns
from project.realtime.consumers import SocketConsumer

sockets = URLRouter(
    [
        path("ws/", SocketConsumer.as_asgi()),
        *chat_patterns,
        # Without a route Channels raises, which ends in a 500 and a traceback in the log.
        re_path(r"", WebsocketDenier.as_asgi()),
    ]
)
