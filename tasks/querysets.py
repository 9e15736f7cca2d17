"""The vocabulary of queries about runs."""

from collections.abc import Iterable
from datetime import datetime
from typing import Self, TypeVar
from uuid import UUID

from django.contrib.auth.models import AnonymousUser, User
from django.db import models
from django.db.models import Q

from chat.models import Room
from tasks.states import RUNNING, UNFINISHED, TaskState

Row = TypeVar("Row", bound=models.Model, covariant=True)

# May be megabytes, and no list shows them.
HEAVY = ("arguments", "traceback")


def may_see_all(user: User) -> bool:
    return user.is_staff and user.has_perm("tasks.view_taskrun")


class TaskRunQuerySet(models.QuerySet[Row]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """One's own, those of the rooms one may read, and all for staff with the permission."""
        if not (isinstance(user, User) and user.is_active):
            return self.none()
        if may_see_all(user):
            return self.all()
        return self.filter(Q(owner=user) | Q(room__in=Room.objects.visible_to(user)))

    def with_faces(self) -> Self:
        """With all that a task shows, in a fixed number of queries."""
        return self.select_related("owner").prefetch_related("files").defer(*HEAVY)

    def unfinished(self) -> Self:
        return self.filter(state__in=UNFINISHED)

    def filtered(
        self, *, state: TaskState | None = None, type_name: str | None = None, room: int | None = None
    ) -> Self:
        """Those of a state, a type, a room; what is not given does not narrow."""
        wanted = {"state": state, "type": type_name, "room": room}
        return self.filter(**{name: value for name, value in wanted.items() if value is not None})

    def older_than(self, created_at: datetime, run_id: UUID) -> Self:
        """Further down the list that begins with the newest."""
        return self.filter(Q(created_at__lt=created_at) | Q(created_at=created_at, pk__lt=run_id))

    def this_attempt(self, run_id: UUID, attempt: int, states: Iterable[TaskState]) -> Self:
        """The row, while it is in that attempt and one of those states: what every change of state is guarded by."""
        return self.filter(pk=run_id, attempt=attempt, state__in=list(states))

    def lapsed(self, now: datetime) -> Self:
        """Held by a worker that has not renewed its lease."""
        return self.filter(state__in=RUNNING, lease_until__lt=now)

    def undispatched(self, before: datetime) -> Self:
        """Queued by then, and still unknown to the broker."""
        return self.filter(state=TaskState.QUEUED, dispatched_at=None, created_at__lt=before)


class ResultFileQuerySet(models.QuerySet[Row]):
    def expired(self, now: datetime) -> Self:
        return self.filter(expires_at__lte=now)
