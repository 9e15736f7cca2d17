"""`manage.py reap_tasks`: once, what beat and the web processes do all the time."""

from typing import Any

from django.core.management.base import BaseCommand

from project.realtime.publisher import publisher
from tasks.leases import reap


class Command(BaseCommand):
    help = "Ends tasks whose worker has vanished, and sends those that the broker never got."

    def handle(self, *args: Any, **options: Any) -> None:
        reaped = reap()
        publisher.flush()
        self.stdout.write(f"{reaped.lost} lost, {reaped.sent} sent again")
