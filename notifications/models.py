"""What a user has been told: his inbox, and the alerts of administrators."""

from datetime import datetime

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from notifications.querysets import AlertQuerySet, NotificationQuerySet
from notifications.severities import Severity
from notifications.validators import (
    LINK_CHARACTERS,
    TEXT_CHARACTERS,
    TITLE_CHARACTERS,
    validate_line,
    validate_link,
    validate_moment,
    validate_text,
)


class Notification(models.Model):
    """One line of a user's inbox. ``kind`` and ``values`` are kept, not words: it is read in the reader's language."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notifications")
    kind = models.CharField(max_length=60)
    values = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    link = models.CharField(max_length=LINK_CHARACTERS, blank=True, validators=[validate_link])
    read_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        indexes = [
            models.Index(name="notification_inbox", fields=["user", "id"]),
            models.Index(name="notification_unread", fields=["user", "read_at"]),
        ]
        constraints = [models.CheckConstraint(name="notification_has_kind", condition=~Q(kind=""))]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class AlertState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SCHEDULED = "scheduled", _("Scheduled")
    LIVE = "live", _("Live")
    ENDED = "ended", _("Ended")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Alert(models.Model):
    """A word of the administrators. A draft until it is sent; ``raised_at`` is when those addressed were told.

    Whom it is for is everyone, or all of ``users``, ``groups`` and ``rooms`` together. What rooms are is known
    upstairs: here they are ids.
    """

    severity = models.CharField(_("severity"), max_length=8, choices=Severity, default=Severity.INFO)
    title = models.CharField(_("title"), max_length=TITLE_CHARACTERS, blank=True, validators=[validate_line])
    text = models.TextField(
        _("text"), max_length=TEXT_CHARACTERS, validators=[MaxLengthValidator(TEXT_CHARACTERS), validate_text]
    )
    link = models.CharField(
        _("link"),
        max_length=LINK_CHARACTERS,
        blank=True,
        validators=[validate_link],
        help_text=_("A path of this site such as /chat/, or an address that begins with https://."),
    )
    everyone = models.BooleanField(_("everyone"), default=False, help_text=_("All users, those who come later too."))
    users = models.ManyToManyField(settings.AUTH_USER_MODEL, verbose_name=_("users"), related_name="+", blank=True)
    groups = models.ManyToManyField(Group, verbose_name=_("groups"), related_name="+", blank=True)
    rooms = models.JSONField(_("rooms"), default=list, blank=True)
    starts_at = models.DateTimeField(
        _("starts"), null=True, blank=True, validators=[validate_moment], help_text=_("Empty: at once.")
    )
    ends_at = models.DateTimeField(
        _("ends"), null=True, blank=True, validators=[validate_moment], help_text=_("Empty: until it is withdrawn.")
    )
    dismissible = models.BooleanField(_("can be dismissed"), default=True)
    must_acknowledge = models.BooleanField(
        _("must be acknowledged"),
        default=False,
        help_text=_("It stays on the screen until its reader confirms it; it cannot simply be dismissed."),
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("created by"),
    )
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    sent_at = models.DateTimeField(_("sent"), null=True, editable=False)
    raised_at = models.DateTimeField(_("raised"), null=True, editable=False)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, editable=False)

    objects = AlertQuerySet.as_manager()

    class Meta:
        verbose_name = _("alert")
        verbose_name_plural = _("alerts")
        permissions = [("send_alert", _("Can send and withdraw alerts"))]
        indexes = [
            models.Index(name="alert_in_force", fields=["raised_at"], condition=Q(withdrawn_at=None)),
            models.Index(name="alert_waiting", fields=["starts_at"], condition=Q(raised_at=None, withdrawn_at=None)),
        ]
        constraints = [
            models.CheckConstraint(name="alert_severity_known", condition=Q(severity__in=Severity.values)),
            models.CheckConstraint(name="alert_has_text", condition=~Q(text="")),
            models.CheckConstraint(
                name="alert_ends_after_start",
                condition=Q(starts_at=None) | Q(ends_at=None) | Q(ends_at__gt=F("starts_at")),
                violation_error_message=_("It would end before it begins."),
            ),
            models.CheckConstraint(name="alert_sent_has_start", condition=Q(sent_at=None) | Q(starts_at__isnull=False)),
            models.CheckConstraint(
                name="alert_raised_was_sent", condition=Q(raised_at=None) | Q(sent_at__isnull=False)
            ),
            models.CheckConstraint(
                name="alert_withdrawn_was_sent", condition=Q(withdrawn_at=None) | Q(sent_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.text[:60]

    def clean(self) -> None:
        if self.ends_at and self.ends_at <= (self.starts_at or timezone.now()):
            wrong = _("It would end before it begins.") if self.starts_at else _("This time has passed.")
            raise ValidationError({"ends_at": ValidationError(wrong, code="ends_first")})

    def state_at(self, now: datetime) -> AlertState:
        if self.sent_at is None:
            return AlertState.DRAFT
        if self.withdrawn_at:
            return AlertState.WITHDRAWN
        if self.ends_at and self.ends_at <= now:
            return AlertState.ENDED
        return AlertState.LIVE if self.raised_at else AlertState.SCHEDULED


class AlertReceipt(models.Model):
    """What an alert is to one user: addressed to him, dismissed by him, acknowledged by him.

    An alert to everyone has receipts only of those who answered it.
    """

    alert = models.ForeignKey(Alert, models.CASCADE, related_name="receipts")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    dismissed_at = models.DateTimeField(null=True)
    acknowledged_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="alert_receipt_once", fields=["alert", "user"])]

    def __str__(self) -> str:
        return f"{self.user_id} of {self.alert_id}"
