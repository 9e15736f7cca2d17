"""The truth behind the socket: every log topic's events, each with its offset."""

import secrets

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models


def new_name() -> str:
    return secrets.token_hex(4)


class Incarnation(models.Model):
    """One row: which life of the database this is. A restored copy has the same name, and a number that others know to
    be over."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    database = models.CharField(max_length=8, default=new_name)
    number = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.CheckConstraint(name="incarnation_is_one", condition=models.Q(pk=1))]

    def __str__(self) -> str:
        return f"{self.database} {self.number}"


class Stream(models.Model):
    """A log topic. Offsets run 1, 2, 3 … to ``head``; those up to ``floor`` have been pruned. They mean nothing in
    another ``epoch``."""

    topic = models.CharField(max_length=80, unique=True)
    epoch = models.CharField(max_length=40)
    head = models.BigIntegerField(default=0)
    floor = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="stream_floor_within_head", condition=models.Q(floor__gte=0, floor__lte=models.F("head"))
            ),
            models.CheckConstraint(name="stream_has_epoch", condition=~models.Q(epoch="")),
        ]

    def __str__(self) -> str:
        return f"{self.topic}@{self.head}"


class StoredEvent(models.Model):
    """One change of a log topic, as clients are told of it."""

    stream = models.ForeignKey(Stream, models.CASCADE, related_name="events")
    offset = models.BigIntegerField()
    name = models.CharField(max_length=60)
    data = models.JSONField(encoder=DjangoJSONEncoder)
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="event_offset_once", fields=["stream", "offset"]),
            models.CheckConstraint(name="event_offset_positive", condition=models.Q(offset__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.offset}"


class Receipt(models.Model):
    """What a keyed command did, so that the same key does it once."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    key = models.UUIDField()
    digest = models.CharField(max_length=64)
    result = models.JSONField(null=True, encoder=DjangoJSONEncoder)
    at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="receipt_key_once", fields=["user", "key"])]

    def __str__(self) -> str:
        return str(self.key)
