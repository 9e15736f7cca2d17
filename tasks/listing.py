"""The list of runs as its address asks for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.http import QueryDict
from django.utils.functional import Promise

from project.realtime.errors import NotFound
from tasks.access import run_for, runs_for
from tasks.models import TaskRun
from tasks.querysets import TaskRunQuerySet
from tasks.states import TaskState

PAGE_RUNS = 25


@dataclass(frozen=True, slots=True)
class Choice:
    """A tab, or a chip that filters: where it leads, and whether one is there."""

    label: str | Promise
    query: str
    current: bool


@dataclass(frozen=True, slots=True)
class Listing:
    runs: list[TaskRun]
    older: str
    is_newest: bool


def listed(user: User, chosen: Mapping[str, Any]) -> Listing:
    runs = _scoped(user, chosen).filtered(
        state=chosen.get("state"), type_name=chosen.get("type"), room=chosen.get("room")
    )
    if "before" in chosen:
        try:
            last = run_for(user, chosen["before"])
        except NotFound:
            return Listing([], "", is_newest=False)
        runs = runs.older_than(last.created_at, last.pk)
    found = list(runs[: PAGE_RUNS + 1])
    older = query(chosen, before=found[PAGE_RUNS - 1].pk) if len(found) > PAGE_RUNS else ""
    return Listing(found[:PAGE_RUNS], older, is_newest="before" not in chosen)


def _scoped(user: User, chosen: Mapping[str, Any]) -> TaskRunQuerySet[TaskRun]:
    runs = runs_for(user)
    if "room" in chosen or chosen.get("scope") == "all":
        return runs
    if chosen.get("scope") == "rooms":
        return runs.filter(room__memberships__user=user)
    return runs.filter(owner=user)


def query(chosen: Mapping[str, Any], **changes: object) -> str:
    """The address' query with those changes; ``None`` takes one out. A page of the past is not kept."""
    kept = {name: value for name, value in chosen.items() if name != "before"} | changes
    made = QueryDict(mutable=True)
    made.update({name: str(value) for name, value in kept.items() if value is not None})
    return f"?{made.urlencode()}"


def scopes(user: User, chosen: Mapping[str, Any], labels: Mapping[str, str | Promise]) -> list[Choice]:
    """Everything is a tab for staff alone: others see their rooms' tasks and their own."""
    current = chosen.get("scope", "mine")
    all_too = user.is_staff and user.has_perm("tasks.view_taskrun")
    names = [name for name in labels if name != "all" or all_too]
    return [Choice(labels[name], query(chosen, scope=name), name == current) for name in names]


def state_chips(chosen: Mapping[str, Any]) -> list[Choice]:
    return [
        Choice(
            state.label,
            query(chosen, state=None if chosen.get("state") == state else state),
            chosen.get("state") == state,
        )
        for state in TaskState
    ]
