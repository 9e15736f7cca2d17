"""Letting clients into topics: first who may, then, once the groups are joined, what each begins with."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from django.contrib.auth.models import User
from django.utils import translation

from project.realtime.admission import Admitted, Answers, admit_all
from project.realtime.opening import Opening, Openings
from project.realtime.protocol import Place
from project.realtime.together import Together

Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Entry:
    """What one client may follow."""

    user: User
    language: str
    admitted: list[Admitted]


class Reception:
    """One a hub. Those who come at the same time are asked after together."""

    def __init__(self) -> None:
        self._wishes: Together[tuple[User, list[Place]], Answers] = Together(admit_all)
        self._entries: Together[Entry, list[Opening]] = Together(_open)

    async def admit(self, user: User, places: list[Place]) -> Answers:
        return await self._wishes.ask((user, places)) if places else []

    async def open(self, user: User, admitted: list[Admitted], language: str) -> list[Opening]:
        """To be called once the groups are joined: what is committed after this reading comes by the doorbell."""
        return await self._entries.ask(Entry(user, language, admitted)) if admitted else []


def _open(entries: list[Entry]) -> list[list[Opening]]:
    openings = Openings({one.place.topic for entry in entries for one in entry.admitted})
    return [_speaking(entry.language, partial(openings.of, entry.user, entry.admitted)) for entry in entries]


def _speaking(language: str, work: Callable[[], Found]) -> Found:
    """A thread does not inherit the language of the one who asks."""
    with translation.override(language):
        return work()
