"""Handing runs to the broker, which may be away."""

import logging
from collections.abc import Callable
from uuid import UUID

from celery import current_app
from celery.exceptions import CeleryError
from kombu.exceptions import KombuError
from redis.exceptions import RedisError

from project.realtime.outage import Outage

log = logging.getLogger(__name__)

outage = Outage(log, "handing tasks to the broker")

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
        outage.failed(error)
        return False
    except Exception:
        # The run is committed, and whoever started it has no part in this. Kombu may also say so of a lost connection:
        # where another thread has just closed the channel, by an AttributeError.
        log.exception("task %s could not be handed to the broker; it is sent again later", run_id)
        return False
    outage.worked()
    return True
