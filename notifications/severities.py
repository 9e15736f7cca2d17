"""How much an alert or a notification matters, and the picture that says so beside its colour."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Severity(TextChoices):
    INFO = "info", _("Info")
    SUCCESS = "success", _("Success")
    WARNING = "warning", _("Warning")
    CRITICAL = "critical", _("Critical")


ICONS = {
    Severity.INFO: "info",
    Severity.SUCCESS: "check",
    Severity.WARNING: "warning",
    Severity.CRITICAL: "alert",
}
# The first are shown first.
URGENCY = (Severity.CRITICAL, Severity.WARNING, Severity.SUCCESS, Severity.INFO)
