"""The kinds of notifications, each declared once with its words. Upper floors register theirs in ``AppConfig.ready()``.

A template takes its values by name: ``%(task)s``. Scripts show the same templates, so they hold nothing but such names.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from notifications.severities import Severity


@dataclass(frozen=True, slots=True)
class Wording:
    title: str | Promise
    text: str | Promise = ""
    severity: Severity = Severity.INFO

    def filled(self, values: Mapping[str, Any]) -> "Wording":
        return Wording(str(self.title) % values, str(self.text) % values, self.severity)

    def as_dict(self) -> dict[str, str]:
        return {"title": str(self.title), "text": str(self.text), "severity": str(self.severity)}


@dataclass(frozen=True, slots=True)
class Kind:
    """``chosen_by`` names the value that picks the wording among ``cases``; ``wording`` is for all others."""

    name: str
    icon: str
    wording: Wording
    chosen_by: str = ""
    cases: Mapping[str, Wording] = field(default_factory=dict)

    def render(self, values: Mapping[str, Any]) -> Wording:
        """The words in the language that is active. A value that the words need and do not get is a ``KeyError``."""
        return self.cases.get(str(values.get(self.chosen_by)), self.wording).filled(values)

    def as_dict(self) -> dict[str, Any]:
        cases = {str(case): wording.as_dict() for case, wording in self.cases.items()}
        return {"icon": self.icon, "wording": self.wording.as_dict(), "chosenBy": self.chosen_by, "cases": cases}


NOTE = Kind("note", icon="info", wording=Wording("%(title)s", "%(text)s"))
# Of a kind whose app is not installed any more.
UNKNOWN = Kind("unknown", icon="info", wording=Wording(_("Something happened")))

_registered: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    if kind.name in _registered:
        raise TypeError(f"there are two kinds of notifications named {kind.name}")
    _registered[kind.name] = kind


def known(name: str) -> Kind:
    """The kind to write with: one that is not registered is a mistake of the caller."""
    if name not in _registered:
        raise ValueError(f"there is no kind of notification named {name!r}")
    return _registered[name]


def shown(name: str) -> Kind:
    """The kind to read with: old rows outlive the app that wrote them."""
    return _registered.get(name, UNKNOWN)


def as_dict() -> dict[str, Any]:
    """All kinds in the language that is active, for the scripts of a page."""
    return {kind.name: kind.as_dict() for kind in (*_registered.values(), UNKNOWN)}
