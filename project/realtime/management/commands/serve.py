"""The web process alone."""

import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

# Daphne must be imported before anything else brings in Twisted's reactor.
from project.realtime.server import DrainingServer  # isort: skip
from channels.routing import get_default_application


class Command(BaseCommand):
    help = "Serve pages and sockets by Daphne, with back-pressure and an orderly end."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default=settings.HOST)
        parser.add_argument("--port", type=int, default=settings.PORT)

    def handle(self, *_args: Any, host: str, port: int, **_options: Any) -> None:
        sys.exit(DrainingServer(get_default_application(), host, port).serve())
