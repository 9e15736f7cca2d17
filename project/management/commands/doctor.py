"""``manage.py doctor``: what is wrong, and what to do about it."""

import asyncio
from collections.abc import Iterator
from typing import Any

from django.core.checks import WARNING, run_checks
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from redis.exceptions import RedisError

from project.health.beat import beat_is_alive
from project.health.readiness import Finding, examine


class Command(BaseCommand):
    help = "Look at database, Redis, channel layer, worker, beat and settings; exit code 1 if anything is wrong."
    requires_system_checks = []

    def handle(self, **options: Any) -> None:
        findings = [*asyncio.run(examine()), *_migrations(), *_beat(), *_settings()]
        for finding in findings:
            self.stdout.write(self._line(finding))
        if wrong := sum(not finding.is_well for finding in findings):
            raise CommandError(f"{wrong} of {len(findings)} parts need mending.")

    def _line(self, finding: Finding) -> str:
        if finding.is_well:
            return f"{self.style.SUCCESS('ok  ')} {finding.part}"
        return f"{self.style.ERROR('FAIL')} {finding.part}: {finding.problem}\n     {finding.remedy}"


def _migrations() -> Iterator[Finding]:
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        # Already said of the database itself.
        return
    problem = f"{len(waiting)} not applied" if waiting else ""
    yield Finding("migrations", problem, "manage.py migrate", 0)


def _beat() -> Iterator[Finding]:
    try:
        problem = "" if beat_is_alive() else "no sign of it"
    except (RedisError, OSError):
        problem = "unknown while Redis does not answer"
    yield Finding("beat", problem, "Start it: celery -A celery_app beat", 0)


def _settings() -> Iterator[Finding]:
    wrong = [message for message in run_checks() if message.level >= WARNING]
    if not wrong:
        yield Finding("settings", "", "", 0)
    for message in wrong:
        yield Finding("settings", f"{message.msg} ({message.id})", message.hint or "See docs/settings.md.", 0)
