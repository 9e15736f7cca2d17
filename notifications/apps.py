from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    name = "notifications"
    verbose_name = _("Notifications")

    def ready(self) -> None:
        # They need the models loaded.
        from notifications import actions, kinds, topics  # noqa: PLC0415
        from project.realtime import duties  # noqa: PLC0415
        from project.realtime.topics import register  # noqa: PLC0415

        register(topics.UserTopic())
        register(topics.EveryoneTopic())
        kinds.register(kinds.NOTE)
        duties.register(actions.RAISE_SECONDS, actions.raise_due_alerts)
