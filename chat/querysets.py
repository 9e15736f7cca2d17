"""The vocabulary of queries about rooms and messages."""

from typing import Self, TypeVar

from django.contrib.auth.models import AnonymousUser, User
from django.db import models
from django.db.models import Q

Row = TypeVar("Row", bound=models.Model, covariant=True)

UNREAD_MOST = 100


class RoomQuerySet(models.QuerySet[Row]):
    def public(self) -> Self:
        return self.filter(kind="public")

    def private(self) -> Self:
        return self.filter(kind="private")

    def joined_by(self, user: User) -> Self:
        return self.filter(pk__in=user.memberships.values("room"))

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """What somebody signed in may read and write: public rooms, and those whose member he is."""
        if not (isinstance(user, User) and user.is_active):
            return self.none()
        return self.filter(Q(kind="public") | Q(pk__in=user.memberships.values("room")))


class MessageQuerySet(models.QuerySet[Row]):
    def with_faces(self) -> Self:
        """With all that a message shows, in a fixed number of queries."""
        return self.select_related("author").prefetch_related("reactions__user")

    def unread_by(self, user_id: int, last_read: int) -> int:
        """How many messages of others came after ``last_read``; more than ``UNREAD_MOST`` are not counted."""
        others = self.filter(pk__gt=last_read, deleted_at=None).exclude(author=user_id)
        return others[:UNREAD_MOST].count()
