"""What would fill the log and tell nothing new."""

import logging
import time
from http import HTTPStatus

from kombu.exceptions import KombuError
from redis.exceptions import RedisError

AWAY = (RedisError, KombuError, OSError)
# What libraries say at every try while Redis is away, most of it with a traceback.
TRIES = {
    "celery.beat": "Message Error",
    "celery.worker.consumer.consumer": "consumer: Cannot connect to",
    "channels_redis.pubsub": "Unexpected exception in receive task",
}
QUIET_SECONDS = 60.0


class ProbeFilter(logging.Filter):
    """Keeps probes that were told «not yet» out of the log; what changed is logged by readiness itself."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        is_refusal = getattr(record, "status_code", None) == HTTPStatus.SERVICE_UNAVAILABLE
        return not (is_refusal and getattr(request, "path", "") == "/readyz")


class TriesFilter(logging.Filter):
    """Lets one line a minute through for each library that tries to reach Redis; their other errors stay whole."""

    def __init__(self) -> None:
        super().__init__()
        self._quiet_until: dict[str, float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        if not _is_a_try(record):
            return True
        now = time.monotonic()
        if now < self._quiet_until.get(record.name, 0.0):
            return False
        self._quiet_until[record.name] = now + QUIET_SECONDS
        _shorten(record)
        return True


def _is_a_try(record: logging.LogRecord) -> bool:
    beginning = TRIES.get(record.name)
    if beginning is None or not record.getMessage().startswith(beginning):
        return False
    return not record.exc_info or _is_away(record.exc_info[1])


def _is_away(error: BaseException | None) -> bool:
    """Celery wraps what happened into an error of its own."""
    while error is not None and not isinstance(error, AWAY):
        error = error.__cause__ or error.__context__
    return error is not None


def _shorten(record: logging.LogRecord) -> None:
    """One line: the first of the message, and the error in place of its traceback."""
    error = record.exc_info[1] if record.exc_info else None
    words = record.getMessage().splitlines()[0]
    told = words if error is None or str(error) in words else f"{words}: {error}"
    record.msg, record.args = f"{told} (further tries are told once a minute)", None
    record.exc_info = record.exc_text = None
