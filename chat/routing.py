"""Addresses of the chat's own sockets."""

from django.urls import path

from chat.consumers import TutorialConsumer

websocket_urlpatterns = [path("ws/chat/<str:room_name>/", TutorialConsumer.as_asgi())]
