from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ChatConfig(AppConfig):
    name = "chat"
    verbose_name = _("Chat")

    def ready(self) -> None:
        # What is registered needs the models, which Django has only now.
        from chat.audience import ROOMS  # noqa: PLC0415
        from chat.topics import RoomTopic  # noqa: PLC0415
        from notifications import audiences  # noqa: PLC0415
        from project.realtime import topics  # noqa: PLC0415

        topics.register(RoomTopic())
        audiences.register(ROOMS)
