from django.apps import AppConfig


class RealtimeConfig(AppConfig):
    name = "project.realtime"
    label = "realtime"

    def ready(self) -> None:
        # Connects the receivers of sign-out, deactivation and password change.
        from project.realtime import doors  # noqa: F401, PLC0415
