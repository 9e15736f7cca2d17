"""System checks: what a start can tell before it fails. Ids ``roomcast.E00n`` and ``roomcast.W00n``."""

import sys
from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning
from redis import Redis
from redis.exceptions import RedisError

PATIENCE_SECONDS = 0.5


def check_hosts(app_configs: Sequence[AppConfig] | None, **_: Any) -> list[CheckMessage]:
    if settings.DEBUG or "*" not in settings.ALLOWED_HOSTS:
        return []
    hint = "Set ALLOWED_HOSTS to the names of this site."
    return [Error("ALLOWED_HOSTS holds *, which lets every site open sockets here.", hint=hint, id="roomcast.E001")]


def check_server_order(app_configs: Sequence[AppConfig] | None, **_: Any) -> list[CheckMessage]:
    """Whose ``runserver`` it is depends on the order of the apps; Django's own serves no sockets."""
    apps = settings.INSTALLED_APPS
    if apps.index("daphne") < apps.index("django.contrib.staticfiles"):
        return []
    return [Error("daphne must come first in INSTALLED_APPS.", id="roomcast.E002")]


def report_missing_redis(app_configs: Sequence[AppConfig] | None, **_: Any) -> list[CheckMessage]:
    """For ``runserver`` alone: everything else that needs Redis says so by itself, or starts it."""
    if "runserver" not in sys.argv[1:2] or _redis_answers():
        return []
    hint = "Start everything with `manage.py dev`, or a Redis of your own and set REDIS_URL."
    return [
        Warning("Redis does not answer: nothing will be live, and no task will run.", hint=hint, id="roomcast.W003")
    ]


def _redis_answers() -> bool:
    patience = {"socket_timeout": PATIENCE_SECONDS, "socket_connect_timeout": PATIENCE_SECONDS}
    try:
        with Redis.from_url(settings.REDIS_URLS[0], **patience) as client:
            return bool(client.ping())
    except RedisError:
        return False
