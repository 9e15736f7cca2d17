"""One row per run: the truth about a task, whatever its worker, Celery's results or the broker say."""

import uuid

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from chat.models import Room
from tasks.querysets import ResultFileQuerySet, TaskRunQuerySet
from tasks.states import FINAL, TaskState

TITLE_CHARACTERS = 200
MESSAGE_CHARACTERS = 200
LINE_CHARACTERS = 2000
OVER = Q(state__in=sorted(FINAL))


class TaskRun(models.Model):
    """A task that somebody started, through all its attempts.

    ``(attempt, n)`` is the version of what is shown. Whoever runs the task counts ``n`` by ones; every other change
    leaps by ``actions.changes.LEAP``, so that it is newer than all that the worker has sent since it last wrote.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    type = models.CharField(_("type"), max_length=80)
    title = models.CharField(_("title"), max_length=TITLE_CHARACTERS)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="task_runs",
        verbose_name=_("owner"),
    )
    room = models.ForeignKey(Room, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("room"))
    parent = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="children")
    root = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="+")
    # Of whoever started it: what the task says of itself is said in it.
    language = models.CharField(max_length=20, blank=True)
    arguments = models.JSONField(_("arguments"), default=dict, encoder=DjangoJSONEncoder)

    state = models.CharField(_("state"), max_length=12, choices=TaskState.choices, default=TaskState.QUEUED)
    attempt = models.PositiveIntegerField(_("attempt"), default=1)
    n = models.PositiveBigIntegerField(default=0)
    current = models.FloatField(default=0)
    total = models.FloatField(null=True, blank=True)
    percent = models.FloatField(null=True, blank=True)
    rate = models.FloatField(null=True, blank=True)
    message = models.CharField(max_length=MESSAGE_CHARACTERS, blank=True)
    log_head = models.PositiveIntegerField(default=0)

    error_message = models.TextField(blank=True)
    error_reference = models.CharField(max_length=16, blank=True)
    traceback = models.TextField(blank=True)
    result = models.JSONField(null=True, blank=True, encoder=DjangoJSONEncoder)

    worker = models.CharField(_("worker"), max_length=200, blank=True)
    queue = models.CharField(_("queue"), max_length=200, blank=True)
    cancel_requested_at = models.DateTimeField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    dispatched_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = TaskRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("task")
        verbose_name_plural = _("tasks")
        ordering = ("-created_at", "-id")
        permissions = (("view_traceback", "Can see the tracebacks of tasks"),)
        indexes = (
            models.Index(name="taskrun_owner_newest", fields=["owner", "-created_at"]),
            models.Index(name="taskrun_room_newest", fields=["room", "-created_at"]),
            models.Index(
                name="taskrun_unfinished", fields=["state", "lease_until"], condition=Q(ended_at__isnull=True)
            ),
        )
        constraints = (
            models.CheckConstraint(name="taskrun_state_known", condition=Q(state__in=TaskState.values)),
            models.CheckConstraint(name="taskrun_attempt_positive", condition=Q(attempt__gte=1)),
            models.CheckConstraint(
                name="taskrun_ended_when_final",
                condition=Q(OVER, ended_at__isnull=False) | Q(~OVER, ended_at__isnull=True),
            ),
            models.CheckConstraint(
                name="taskrun_percent_within",
                condition=Q(percent__isnull=True)
                | Q(percent__gte=0, percent__lt=100)
                | Q(percent=100, state=TaskState.SUCCESS),
            ),
            models.CheckConstraint(
                name="taskrun_current_within",
                condition=Q(current__gte=0) & (Q(total__isnull=True) | Q(total__gte=models.F("current"))),
            ),
        )

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("tasks:detail", args=[self.pk])

    @property
    def is_final(self) -> bool:
        return self.state in FINAL


class TaskAttempt(models.Model):
    """The story of an earlier attempt, kept when the next one begins."""

    run = models.ForeignKey(TaskRun, models.CASCADE, related_name="attempts")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=12, choices=TaskState.choices)
    current = models.FloatField(default=0)
    total = models.FloatField(null=True)
    error_message = models.TextField(blank=True)
    error_reference = models.CharField(max_length=16, blank=True)
    traceback = models.TextField(blank=True)
    worker = models.CharField(max_length=200, blank=True)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("number",)
        constraints = (models.UniqueConstraint(name="taskattempt_once", fields=["run", "number"]),)

    def __str__(self) -> str:
        return f"{self.number}: {self.state}"


class TaskLogLine(models.Model):
    run = models.ForeignKey(TaskRun, models.CASCADE, related_name="log_lines")
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    text = models.CharField(max_length=LINE_CHARACTERS)

    class Meta:
        ordering = ("number",)
        constraints = (models.UniqueConstraint(name="tasklogline_number_once", fields=["run", "number"]),)

    def __str__(self) -> str:
        return self.text


class ResultFile(models.Model):
    """A file that an attempt left for those who may see its task, until it expires."""

    run = models.ForeignKey(TaskRun, models.CASCADE, related_name="files")
    attempt = models.PositiveIntegerField()
    name = models.CharField(max_length=200)
    file = models.FileField(max_length=300)
    size = models.PositiveBigIntegerField()
    expires_at = models.DateTimeField(db_index=True)

    objects = ResultFileQuerySet.as_manager()

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(name="resultfile_name_once", fields=["run", "attempt", "name"]),)

    def __str__(self) -> str:
        return self.name
