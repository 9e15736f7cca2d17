"""``manage.py beat_alive``: for a health check; beat listens on no port."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from project.health.beat import beat_is_alive


class Command(BaseCommand):
    help = "Exit code 1 where beat has sent nothing for a while."
    requires_system_checks = []

    def handle(self, **options: Any) -> None:
        if not beat_is_alive():
            raise CommandError("Beat has sent nothing for a while.")
