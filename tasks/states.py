"""The states of a run, in one place."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class TaskState(models.TextChoices):
    QUEUED = "QUEUED", _("Queued")
    STARTED = "STARTED", _("Started")
    PROGRESS = "PROGRESS", _("Running")
    RETRY = "RETRY", _("Trying again")
    CANCELLING = "CANCELLING", _("Cancelling…")
    SUCCESS = "SUCCESS", _("Done")
    FAILURE = "FAILURE", _("Failed")
    CANCELLED = "CANCELLED", _("Cancelled")
    LOST = "LOST", _("Interrupted")
    TIMEOUT = "TIMEOUT", _("Took too long")


WAITING = frozenset({TaskState.QUEUED, TaskState.RETRY})
"""Nobody works on it yet."""
RUNNING = frozenset({TaskState.STARTED, TaskState.PROGRESS, TaskState.CANCELLING})
"""A worker holds it, and renews its lease."""
UNFINISHED = WAITING | RUNNING
FINAL = frozenset(TaskState) - UNFINISHED
