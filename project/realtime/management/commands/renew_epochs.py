"""What an operator does after a restore that nobody could notice."""

from typing import Any

from django.core.management.base import BaseCommand

from project.realtime.incarnation import renew


class Command(BaseCommand):
    help = (
        "Declare all offsets that clients hold for void, as after a restore of the database: everybody begins with a "
        "snapshot. Harmless at any time."
    )

    def handle(self, *_args: Any, **_options: Any) -> None:
        self.stdout.write(f"{renew()} topics have a new epoch.")
