"""Whom an alert is for. Sets of users are known by their source; chat registers ``rooms`` beside the ones from here."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, fields
from typing import Self

from django.contrib.auth.models import Group, User
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _

from notifications.models import Alert
from project.realtime.errors import NotFound


@dataclass(frozen=True, slots=True)
class Source:
    """Sets of users by id. ``find`` takes what a person types, a name or an id, and raises ``NotFound``."""

    name: str
    members: Callable[[Collection[int]], QuerySet[User]]
    titles: Callable[[Collection[int]], dict[int, str]]
    choices: Callable[[], Iterable[tuple[int, str]]]
    find: Callable[[str], int]


_sources: dict[str, Source] = {}


def register(source: Source) -> None:
    if source.name in _sources:
        raise TypeError(f"there are two sources of users named {source.name}")
    _sources[source.name] = source


def source(name: str) -> Source:
    if name not in _sources:
        raise NotFound(_("There are no %(source)s here.") % {"source": name})
    return _sources[name]


def _find_user(text: str) -> int:
    return _found(User.objects.filter(username=text).values_list("pk", flat=True).first())


def _find_group(text: str) -> int:
    return _found(Group.objects.filter(name=text).values_list("pk", flat=True).first())


def _found(pk: int | None) -> int:
    if pk is None:
        raise NotFound
    return pk


register(
    Source(
        "users",
        members=lambda ids: User.objects.filter(pk__in=ids),
        titles=lambda ids: dict(User.objects.filter(pk__in=ids, is_active=True).values_list("pk", "username")),
        choices=lambda: User.objects.filter(is_active=True).order_by("username").values_list("pk", "username"),
        find=_find_user,
    )
)
register(
    Source(
        "groups",
        members=lambda ids: User.objects.filter(groups__in=ids),
        titles=lambda ids: dict(Group.objects.filter(pk__in=ids).values_list("pk", "name")),
        choices=lambda: Group.objects.order_by("name").values_list("pk", "name"),
        find=_find_group,
    )
)


@dataclass(frozen=True, slots=True)
class Audience:
    """Everyone, or all of these together."""

    everyone: bool = False
    users: tuple[int, ...] = ()
    groups: tuple[int, ...] = ()
    rooms: tuple[int, ...] = ()

    @classmethod
    def of(cls, alert: Alert) -> Self:
        users, groups = (tuple(chosen.values_list("pk", flat=True)) for chosen in (alert.users, alert.groups))
        return cls(alert.everyone, users, groups, tuple(alert.rooms))

    @property
    def chosen(self) -> dict[str, tuple[int, ...]]:
        """What there is beside everyone, by source."""
        lists = {each.name: getattr(self, each.name) for each in fields(self) if each.name != "everyone"}
        return {name: ids for name, ids in lists.items() if ids}

    def people(self) -> QuerySet[User]:
        """The active users among them, each once."""
        active = User.objects.filter(is_active=True)
        if self.everyone:
            return active
        anybody = Q(pk__in=[])
        for name, ids in self.chosen.items():
            anybody |= Q(pk__in=source(name).members(ids).values("pk"))
        return active.filter(anybody)

    def count(self) -> int:
        return self.people().count()

    def problems(self) -> dict[str, str]:
        """What is wrong with it, by field."""
        if self.everyone and self.chosen:
            return {"everyone": _("Choose everyone, or some: not both.")}
        if not self.everyone and not self.chosen:
            return {"everyone": _("Choose who shall see this.")}
        unknown = {name: set(ids) - source(name).titles(ids).keys() for name, ids in self.chosen.items()}
        if any(unknown.values()):
            return {name: _not_found(ids) for name, ids in unknown.items() if ids}
        if not self.everyone and not self.people().exists():
            return {next(iter(self.chosen)): _("There is nobody in this audience.")}
        return {}


def _not_found(ids: Iterable[int]) -> str:
    return _("Not found: %(ids)s.") % {"ids": ", ".join(map(str, sorted(ids)))}


def ids_of(things: Iterable[int | Model]) -> tuple[int, ...]:
    """Ids in ascending order, each once, whether things or their ids are given."""
    return tuple(sorted({thing.pk if isinstance(thing, Model) else thing for thing in things}))
