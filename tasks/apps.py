from django.apps import AppConfig
from django.conf import settings
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class TasksConfig(AppConfig):
    name = "tasks"
    verbose_name = _("Tasks")

    def ready(self) -> None:
        # What is registered needs the models, which Django has only now.
        from chat import cards, slash  # noqa: PLC0415
        from notifications import kinds  # noqa: PLC0415
        from project.realtime import duties, topics  # noqa: PLC0415
        from tasks import leases, trace, tracking  # noqa: PLC0415
        from tasks.cards import render_cards  # noqa: PLC0415
        from tasks.notices import TASK_ENDED  # noqa: PLC0415
        from tasks.slash import command_of  # noqa: PLC0415
        from tasks.task_types import all_types  # noqa: PLC0415
        from tasks.topics import TaskTopic  # noqa: PLC0415

        topics.register(TaskTopic())
        kinds.register(TASK_ENDED)
        cards.register("task", render_cards)
        duties.register(min(leases.LOOK_SECONDS, settings.TASK_REAP_SECONDS), leases.reap)
        tracking.connect()
        trace.connect()
        # The tasks of every app, here as in a worker: they are offered to people and are slash commands.
        autodiscover_modules("tasks")
        for task_type in all_types():
            if task_type.command:
                slash.register(command_of(task_type))
