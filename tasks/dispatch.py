"""Handing runs to the broker, which may be away."""

import logging
from collections.abc import Callable
from uuid import UUID

from celery import current_app
from celery.exceptions import CeleryError
from kombu.exceptions import KombuError
from redis.exceptions import RedisError

log = logging.getLogger(__name__)

BROKER_ERRORS = (CeleryError, KombuError, RedisError, OSError)


def delivered(send: Callable[[], object], run_id: UUID) -> bool:
    """True when the broker has it. Without a broker the run stays queued, and the reaper sends it later."""
    if current_app.conf.task_always_eager:
        # No broker, but the task itself: its errors are its caller's.
        send()
        return True
    try:
        send()
    except BROKER_ERRORS as error:
        log.warning("task %s waits for the broker: %r", run_id, error)
        return False
    return True
