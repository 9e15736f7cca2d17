"""An alert from the command line."""

import sys
from argparse import ArgumentParser
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone
from django.utils.translation import ngettext

from notifications import access, actions, audiences
from notifications.severities import Severity
from project.realtime.errors import NotFound, Problem
from project.realtime.publisher import publisher

FLUSH_SECONDS = 5.0
SOURCES = {"users": "user", "groups": "group", "rooms": "room"}


class Command(BaseCommand):
    help = "Send an alert to everyone, or to users, groups and rooms."

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        parser = super().create_parser(prog_name, subcommand, **kwargs)
        # Nonsense is one line and exit 1, without the usage that argparse would print: see run_from_argv.
        parser.called_from_command_line = False
        return parser

    def run_from_argv(self, argv: list[str]) -> None:
        try:
            super().run_from_argv(argv)
        except CommandError as error:
            sys.exit(str(error))

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("text")
        parser.add_argument("--severity", choices=Severity.values, default="info")
        parser.add_argument("--title", default="")
        parser.add_argument("--link", default="", help="a path such as /chat/, or an https:// address")
        parser.add_argument("--everyone", action="store_true")
        for source, word in SOURCES.items():
            parser.add_argument(
                f"--{word}", dest=source, metavar=word.upper(), action="append", default=[], help="repeatable"
            )
        parser.add_argument("--starts", metavar="TIME", help="ISO 8601; in TIME_ZONE where it names no zone")
        parser.add_argument("--ends", metavar="TIME")
        parser.add_argument(
            "--dry-run", action="store_true", help="print how many people it would reach, and send nothing"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        chosen = {source: _ids(source, options[source]) for source in SOURCES}
        words = {name: options[name] for name in ("text", "severity", "title", "link", "everyone")}
        moments = {"starts_at": _moment("--starts", options["starts"]), "ends_at": _moment("--ends", options["ends"])}
        try:
            count = self._send(options["dry_run"], **words, **chosen, **moments)
        except Problem as problem:
            raise CommandError(_one_line(problem)) from problem
        self.stdout.write(count)

    def _send(self, dry_run: bool, **alert: Any) -> str:
        with transaction.atomic():
            count = access.recipient_count(actions.broadcast_alert(**alert))
            # All of it is done and taken back, so that a dry run finds whatever would be wrong. A rollback is silence.
            transaction.set_rollback(dry_run)
        publisher.flush(FLUSH_SECONDS)
        if dry_run:
            return ngettext("It would reach %(count)d person.", "It would reach %(count)d people.", count) % {
                "count": count
            }
        return ngettext("Sent to %(count)d person.", "Sent to %(count)d people.", count) % {"count": count}


def _ids(source: str, texts: Iterable[str]) -> list[int]:
    return [_id(source, text) for text in texts]


def _id(source: str, text: str) -> int:
    try:
        return audiences.source(source).find(text)
    except NotFound as problem:
        raise CommandError(f"--{SOURCES[source]}: there is no {SOURCES[source]} {text!r}.") from problem


def _moment(option: str, text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"{option}: {text!r} is not a time such as 2026-11-22T10:00.") from error
    return timezone.make_aware(moment) if timezone.is_naive(moment) else moment


def _one_line(problem: Problem) -> str:
    fields = problem.as_dict().get("fields", {})
    return " ".join(f"{field}: {text}" for field, text in fields.items()) or str(problem)
