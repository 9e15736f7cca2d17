"""Slash commands: text of the form ``/name arguments`` that does something instead of being said.

Upper floors register theirs in ``AppConfig.ready()``.
"""

import re
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from django.contrib.auth.models import User
from django.utils.functional import Promise
from django.utils.translation import gettext

from chat.models import Room
from project.realtime.errors import Invalid

_CALL = re.compile(r"/([^\s/]\S*)\s*(.*)", re.DOTALL)


class Start(Protocol):
    """Does what the command says and posts its card with ``chat.actions.post_card``, whose result it returns.

    Runs inside the transaction and the receipt of the message: ``key`` has been spent on it, so it goes to
    ``post_card`` alone. Arguments that make no sense are ``Invalid`` at the field ``text``.
    """

    def __call__(self, *, user: User, room: Room, arguments: str, key: UUID | None) -> dict[str, Any]: ...


@dataclass(frozen=True, slots=True)
class SlashCommand:
    """``name`` without the slash; ``usage`` shows the arguments: ``[steps] [delay]``."""

    name: str
    title: str | Promise
    usage: str
    start: Start


@dataclass(frozen=True, slots=True)
class Call:
    command: SlashCommand
    arguments: str


_registered: dict[str, SlashCommand] = {}


def register(command: SlashCommand) -> None:
    if command.name in _registered:
        raise TypeError(f"there are two commands named /{command.name}")
    _registered[command.name] = command


def commands() -> list[SlashCommand]:
    return [_registered[name] for name in sorted(_registered)]


def call_in(text: str) -> Call | None:
    """The command that ``text`` calls, if it is one; ``Invalid`` where it looks like one that does not exist."""
    match = _CALL.fullmatch(text)
    if match is None:
        return None
    command = _registered.get(match[1].lower())
    if command is None:
        problem = gettext("There is no command /%(name)s. To say it all the same, begin with //.")
        problem %= {"name": match[1][:40]}
        raise Invalid(problem, fields={"text": problem})
    return Call(command, match[2].strip())


def unescaped(text: str) -> str:
    """``//shrug`` says ``/shrug``."""
    return text[1:] if text.startswith("//") else text
