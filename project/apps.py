from typing import Any

from celery.signals import worker_process_init
from django.apps import AppConfig
from django.core import checks

# Whoever has Django set up also has the Celery application, or its tasks would go to a broker nobody configured.
import celery_app  # noqa: F401
from project.checks import check_hosts, check_server_order, report_missing_redis
from project.embedded.leash import die_with_parent
from project.health.beat import watch_beat


class ProjectConfig(AppConfig):
    name = "project"

    def ready(self) -> None:
        checks.register(check_hosts, checks.Tags.security)
        checks.register(check_server_order)
        checks.register(report_missing_redis)
        watch_beat()
        worker_process_init.connect(_leash_pool_process, dispatch_uid="project.leash")


def _leash_pool_process(**_: Any) -> None:
    """A worker that is killed must not leave a pool that works on for nobody."""
    die_with_parent()
