"""`manage.py prune`: once, what beat does every hour."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from project.realtime.prune import prune_events
from tasks.actions import prune_results


class Command(BaseCommand):
    help = "Forgets events older than EVENT_DAYS, and result files that have expired."

    def handle(self, *args: Any, **options: Any) -> None:
        events = prune_events()
        files = prune_results(now=timezone.now())
        self.stdout.write(f"{events} events, {files} files")
