"""The verbs. Each is one transaction, and what it tells is sent when that commits.

Safe in a view, in a consumer (through ``sync_to_async``), in a Celery task and in a shell.
"""

from notifications.actions.alerts import (
    RAISE_SECONDS,
    broadcast_alert,
    check_alert,
    count_audience,
    raise_due_alerts,
    save_draft,
    send_alert,
    withdraw_alert,
)
from notifications.actions.answers import acknowledge_alert, dismiss_alert
from notifications.actions.inbox import (
    mark_all_read,
    mark_notification_read,
    notify_room,
    notify_user,
    notify_users,
)

__all__ = [
    "RAISE_SECONDS",
    "acknowledge_alert",
    "broadcast_alert",
    "check_alert",
    "count_audience",
    "dismiss_alert",
    "mark_all_read",
    "mark_notification_read",
    "notify_room",
    "notify_user",
    "notify_users",
    "raise_due_alerts",
    "save_draft",
    "send_alert",
    "withdraw_alert",
]
