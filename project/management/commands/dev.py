"""``manage.py dev``: the whole product in the foreground."""

import os
import sys
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connections
from django.db.utils import OperationalError

from project.embedded import valkey
from project.embedded.preflight import Refusal, check_address, check_data_dir, claim_data_dir
from project.embedded.stack import Stack, site


class Command(BaseCommand):
    help = "Start Valkey, web, worker and beat, with demo data, and stop them together. PORT, HOST, DATA_DIR."
    # The children check; here it would only cost time.
    requires_system_checks = []

    def handle(self, **options: Any) -> None:
        try:
            check_data_dir(settings.DATA_DIR)
            check_address(settings.HOST, settings.PORT)
            with claim_data_dir(settings.DATA_DIR):
                stack = Stack(settings.BASE_DIR, settings.DATA_DIR, settings.HOST, settings.PORT, _bundled_valkey())
                stack.run(_prepare_database, _greeting())
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal


def _bundled_valkey() -> valkey.Valkey | None:
    if not settings.BRINGS_VALKEY:
        return None
    url = valkey.address(settings.DATA_DIR)
    if url != settings.REDIS_URL:
        # The settings were read before there was an address, or before its port was taken.
        os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])  # noqa: S606 - ourselves, again
    return valkey.prepare(settings.DATA_DIR, url)


def _prepare_database() -> None:
    try:
        call_command("migrate", verbosity=0)
    except OperationalError as error:
        raise Refusal(f"The database does not answer: {str(error).splitlines()[0]}") from error
    if settings.DEBUG:
        call_command("seed_demo", verbosity=0)
    connections.close_all()


def _greeting() -> list[str]:
    address = site(settings.HOST, settings.PORT)
    lines = [f"Roomcast is ready: {address}", "Ctrl-C stops everything"]
    if settings.DEBUG:
        lines.insert(1, f"Sign in as alice, bob or carol, or as admin at {address}admin/ — password: demo")
    return lines
