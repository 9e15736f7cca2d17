"""Cards: messages that show something of an upper floor, which registers how in ``AppConfig.ready()``."""

from collections.abc import Collection, Mapping
from typing import Protocol

from django.contrib.auth.models import User
from django.utils.safestring import SafeString

from chat.faces import MessageFace


class Render(Protocol):
    """The markup of many cards at once, by id, as ``user`` may see them; the others show their messages' text."""

    def __call__(self, ids: Collection[str], user: User) -> Mapping[str, SafeString]: ...


_registered: dict[str, Render] = {}


def register(kind: str, render: Render) -> None:
    """``kind`` is also the name under which a message carries the card's id on the wire."""
    if kind in _registered or kind not in MessageFace.model_fields:
        raise TypeError(f"{kind!r} is taken, or no field of a message")
    _registered[kind] = render


def rendered(kind: str, ids: Collection[str], user: User) -> Mapping[str, SafeString]:
    render = _registered.get(kind)
    return render(ids, user) if render and ids else {}
