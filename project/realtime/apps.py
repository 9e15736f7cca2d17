from django.apps import AppConfig


class RealtimeConfig(AppConfig):
    name = "project.realtime"
    label = "realtime"

    def ready(self) -> None:
        # They need the models. The first connects the receivers of sign-out, deactivation and password change.
        from project.realtime import doors, duties, incarnation  # noqa: F401, PLC0415

        duties.register(incarnation.LOOK_SECONDS, incarnation.look)
