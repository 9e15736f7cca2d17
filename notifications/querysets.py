"""The vocabulary of queries about notifications and alerts."""

from datetime import datetime
from typing import Self, TypeVar

from django.apps import apps
from django.contrib.auth.models import User
from django.db import models
from django.db.models import Case, Exists, IntegerField, OuterRef, Q, Value, When

from notifications.severities import URGENCY

Row = TypeVar("Row", bound=models.Model, covariant=True)

_RANKS = [When(severity=severity, then=Value(rank)) for rank, severity in enumerate(URGENCY)]


class NotificationQuerySet(models.QuerySet[Row]):
    def for_user(self, user: User) -> Self:
        return self.filter(user=user)

    def unread(self) -> Self:
        return self.filter(read_at=None)

    def newest_first(self) -> Self:
        return self.order_by("-pk")


class AlertQuerySet(models.QuerySet[Row]):
    def drafts(self) -> Self:
        return self.filter(sent_at=None)

    def due(self, now: datetime) -> Self:
        """Sent, and their time has come, but nobody has been told yet."""
        waiting = self.filter(sent_at__isnull=False, raised_at=None, withdrawn_at=None, starts_at__lte=now)
        return waiting.filter(Q(ends_at=None) | Q(ends_at__gt=now))

    def in_force(self, now: datetime) -> Self:
        raised = self.filter(raised_at__isnull=False, withdrawn_at=None)
        return raised.filter(Q(ends_at=None) | Q(ends_at__gt=now))

    def addressed_to(self, user: User) -> Self:
        """Raised to everyone, or to him among others. Whom a group or a room held was settled when it was raised."""
        addressed = Q(everyone=True) | Exists(self._receipts_of(user))
        return self.filter(addressed, raised_at__isnull=False)

    def unanswered_by(self, user: User) -> Self:
        """Neither dismissed nor acknowledged by him."""
        answered = Q(dismissed_at__isnull=False) | Q(acknowledged_at__isnull=False)
        return self.exclude(Exists(self._receipts_of(user).filter(answered)))

    def most_urgent_first(self) -> Self:
        return self.order_by(Case(*_RANKS, output_field=IntegerField()), "-raised_at", "-pk")

    def _receipts_of(self, user: User) -> models.QuerySet[models.Model]:
        receipts = apps.get_model("notifications", "AlertReceipt")
        return receipts._default_manager.filter(alert=OuterRef("pk"), user=user)
