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
    except Exception as error:
        # The run is committed, and whoever started it has no part in this.
        if _is_a_lost_channel(error):
            outage.failed(error)
        else:
            log.exception("task %s could not be handed to the broker; it is sent again later", run_id)
        return False
    outage.worked()
    return True


def _is_a_lost_channel(error: Exception) -> bool:
    """After a timeout kombu tries once more on a channel that it has closed, which has no connection any more."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    where = trace.tb_frame.f_globals.get("__name__", "") if trace is not None else ""
    return isinstance(error, AttributeError) and where.startswith("kombu.")
