"""Beat answers no question, so it leaves a trace: each task it sends renews an entry with a time to live."""

from typing import Any

from celery.signals import after_task_publish, beat_init
from django.conf import settings
from django.core.cache import cache

TRACE = "beat"
# A trace outlives three beats, so that one late beat is no alarm.
TRACE_SECONDS = max(30, 3 * settings.TASK_REAP_SECONDS)


def watch_beat() -> None:
    beat_init.connect(_beat_started, dispatch_uid="health.beat_started")


def _beat_started(**_: Any) -> None:
    after_task_publish.connect(_beat_sent, dispatch_uid="health.beat_sent")


def _beat_sent(**_: Any) -> None:
    cache.set(TRACE, True, TRACE_SECONDS)


def beat_is_alive() -> bool:
    return bool(cache.get(TRACE))
