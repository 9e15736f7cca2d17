"""What the inbox says of tasks."""

from django.utils.translation import gettext_lazy as _

from notifications.kinds import Kind, Wording
from notifications.severities import Severity
from tasks.actions.changes import NOTIFICATION_KIND
from tasks.states import TaskState

TASK_ENDED = Kind(
    NOTIFICATION_KIND,
    icon="tasks",
    wording=Wording(_("%(task)s has ended")),
    chosen_by="state",
    cases={
        TaskState.SUCCESS: Wording(_("%(task)s is done"), severity=Severity.SUCCESS),
        TaskState.FAILURE: Wording(_("%(task)s has failed"), severity=Severity.WARNING),
        TaskState.CANCELLED: Wording(_("%(task)s was cancelled")),
        TaskState.LOST: Wording(_("%(task)s was interrupted"), severity=Severity.WARNING),
        TaskState.TIMEOUT: Wording(_("%(task)s took too long"), severity=Severity.WARNING),
    },
)
