"""How the processes log: structlog, and the standard library's loggers through it."""

from typing import Any

import structlog

SHARED_PROCESSORS: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    # Else JSON would say of an error that it has a traceback, and not which.
    structlog.processors.format_exc_info,
]


def configured(log_format: str, level: str, *, colours: bool) -> dict[str, Any]:
    """Configure structlog; returns Django's ``LOGGING``. ``log_format`` is ``console`` or ``json``."""
    structlog.configure(
        processors=[
            *SHARED_PROCESSORS,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    formatter = {
        "()": structlog.stdlib.ProcessorFormatter,
        "processor": _renderer(log_format, colours),
        "foreign_pre_chain": SHARED_PROCESSORS,
    }
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"structured": formatter},
        "filters": {
            "probes": {"()": "project.health.quiet.ProbeFilter"},
            "tries": {"()": "project.health.quiet.TriesFilter"},
        },
        "handlers": {
            "stderr": {"class": "logging.StreamHandler", "formatter": "structured", "filters": ["probes", "tries"]}
        },
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            # Instead of Django's own handlers, which would print everything twice.
            "django": {"handlers": [], "level": level},
            "django.server": {"handlers": ["stderr"], "level": level, "propagate": False},
        },
    }


def _renderer(log_format: str, colours: bool) -> Any:
    if log_format == "json":
        return structlog.processors.JSONRenderer()
    # Plain, because the rich ones print local variables, and with them what people wrote.
    return structlog.dev.ConsoleRenderer(colors=colours, exception_formatter=structlog.dev.plain_traceback)
