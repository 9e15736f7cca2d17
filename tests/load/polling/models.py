"""The task that everybody asks for: the columns that a task has on our wire."""

from typing import ClassVar

from django.db import models
from django.utils import timezone


class Status(models.Model):
    type = models.CharField(max_length=100, default="load.watched")
    title = models.CharField(max_length=100, default="Watched")
    state = models.CharField(max_length=20, default="PROGRESS")
    current = models.FloatField(default=0)
    total = models.FloatField(null=True)
    percent = models.FloatField(null=True)
    message = models.CharField(max_length=200, default="")
    rate = models.FloatField(null=True)
    eta = models.FloatField(null=True)
    attempt = models.IntegerField(default=1)
    owner = models.IntegerField(null=True)
    owner_name = models.CharField(max_length=100, default="user-00000")
    room = models.IntegerField(null=True)
    log_head = models.IntegerField(default=0)
    error = models.JSONField(null=True)
    result = models.JSONField(null=True)
    created_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)

    # Said for the type checker, whose settings do not have this app.
    objects: ClassVar[models.Manager["Status"]] = models.Manager()

    def __str__(self) -> str:
        return self.title
