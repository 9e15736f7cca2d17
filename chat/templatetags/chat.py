"""What the frame of every page shows of rooms."""

from typing import Any
from urllib.parse import unquote

from django import template
from django.template.context import Context
from django.urls import reverse

from chat.access import rooms_for
from chat.faces import room_faces
from project.realtime.people import signed_in

register = template.Library()

SIDEBAR_ROOMS = 50


@register.inclusion_tag("chat/sidebar.html", takes_context=True)
def room_sidebar(context: Context) -> dict[str, Any]:
    """The rooms that whoever looks is a member of."""
    request = context["request"]
    user = signed_in(request)
    joined = rooms_for(user).joined_by(user).order_by("name_key", "pk")[:SIDEBAR_ROOMS]
    rooms = room_faces(list(joined), user)
    here = [room.id for room in rooms if unquote(room.url) == request.path]
    return {"rooms": rooms, "here": here, "in_directory": request.path == reverse("chat:index")}


@register.filter
def shown_unread(unread: int | None) -> str:
    """Nobody reads a number of three digits."""
    return "99+" if (unread or 0) > 99 else str(unread or "")
