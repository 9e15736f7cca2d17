"""Keeps probes that were told «not yet» out of the log; what changed is logged by readiness itself."""

import logging
from http import HTTPStatus


class ProbeFilter(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        is_refusal = getattr(record, "status_code", None) == HTTPStatus.SERVICE_UNAVAILABLE
        return not (is_refusal and getattr(request, "path", "") == "/readyz")
