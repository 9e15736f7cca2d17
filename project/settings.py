"""The one settings file. Every difference between machines is an environment variable (docs/settings.md)."""

import os
import re
import secrets
from contextlib import suppress
from pathlib import Path
from typing import Any

import django
import django_stubs_ext
from celery.schedules import schedule
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from project.environment import address_of, env, flag, folder, has_colours, one_of, secret, text, whole, words, zone
from project.logs import configured

# Django's forms and admin classes take type arguments only with this.
django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = folder("DATA_DIR", BASE_DIR / "var")

# Embedded is the default: one machine, SQLite, the bundled Valkey, everything on loopback.
DATABASE_URL = address_of("DATABASE_URL", ("postgres", "postgresql", "sqlite"), "postgres://user:password@host/name")
EMBEDDED = flag("EMBEDDED", default=not DATABASE_URL)
DEBUG = flag("DEBUG", default=EMBEDDED)
HOST = text("HOST", "127.0.0.1", "an address to listen on")
PORT = whole("PORT", 8000, 1, 65535)
ALLOW_GUESTS = flag("ALLOW_GUESTS", default=EMBEDDED)


def secret_key() -> str:
    """From the environment; embedded, one of the installation's own that outlives a restart."""
    if key := secret("SECRET_KEY", "a random text of 32 characters or more", least_characters=32):
        return key
    if not EMBEDDED:
        raise ImproperlyConfigured("SECRET_KEY is not set. Set it, or SECRET_KEY_FILE, to a long random text.")
    path = DATA_DIR / "secret_key"
    try:
        DATA_DIR.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            # Written under another name first: nobody may read half of it.
            new = path.with_name(f"secret_key.{os.getpid()}")
            new.touch(mode=0o600)
            new.write_text(secrets.token_urlsafe(50))
            with suppress(FileExistsError):
                path.hardlink_to(new)
            new.unlink()
        return path.read_text()
    except OSError as error:
        raise ImproperlyConfigured(f"DATA_DIR={DATA_DIR} cannot be written: {error.strerror}.") from error


SECRET_KEY = secret_key()
ALLOWED_HOSTS = words("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]" if EMBEDDED else "")
if not EMBEDDED and not ALLOWED_HOSTS:
    raise ImproperlyConfigured("ALLOWED_HOSTS is not set. Set it to the host names of this site, separated by commas.")
if not EMBEDDED and "*" in ALLOWED_HOSTS:
    raise ImproperlyConfigured("ALLOWED_HOSTS=* lets every site open sockets here. Name the hosts of this site.")
# The origins, with scheme and port, that may post forms and open sockets besides this very site's own.
CSRF_TRUSTED_ORIGINS = words(
    "ALLOWED_ORIGINS",
    "" if EMBEDDED else ",".join(f"https://{'*' if host.startswith('.') else ''}{host}" for host in ALLOWED_HOSTS),
)
for origin in CSRF_TRUSTED_ORIGINS:
    if not re.fullmatch(r"https?://(\[[0-9a-f:.]+\]|[^/\s?#@:\[\]]+)(:\d{1,5})?", origin):
        raise ImproperlyConfigured(f"ALLOWED_ORIGINS={origin!r} is not an origin such as https://chat.example.org.")

INSTALLED_APPS = [
    "daphne",
    "whitenoise.runserver_nostatic",
    "project.realtime",
    "notifications",
    "chat",
    "tasks",
    "project",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_structlog",
]
DJANGO_HAS_CSP = django.VERSION >= (6, 0)
MIDDLEWARE = [
    "project.health.middleware.ProbeMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware" if DJANGO_HAS_CSP else "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "tasks.acting.ActingUserMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "project.middleware.ProblemMiddleware",
]
ROOT_URLCONF = "project.urls"
ASGI_APPLICATION = "project.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "project" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "django.template.context_processors.csp" if DJANGO_HAS_CSP else "csp.context_processors.nonce",
            ]
        },
    }
]

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# SQLite locks at BEGIN and waits, instead of failing when two writers meet in mid-transaction.
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
}
DATABASES: dict[str, Any] = {"default": env.db_url_config(DATABASE_URL or f"sqlite:///{DATA_DIR / 'roomcast.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = SQLITE_OPTIONS
    DATABASES["default"]["TEST"] = {"NAME": str(DATA_DIR / "test.sqlite3")}
else:
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
# Opening one costs more than most of what is asked of it.
DATABASES["default"]["CONN_MAX_AGE"] = 60


def embedded_redis_url() -> str:
    """Where the bundled Valkey of `manage.py dev` listens, so that every other command on this DATA_DIR finds it."""
    address = DATA_DIR / "redis_url"
    return address.read_text() if address.exists() else "redis://127.0.0.1:6379/0"


REDIS_URL = address_of("REDIS_URL", ("redis", "rediss", "unix"), "redis://localhost:6379/0")
BRINGS_VALKEY = EMBEDDED and not REDIS_URL
if BRINGS_VALKEY:
    REDIS_URL = embedded_redis_url()
REDIS_URLS = [url.strip() for url in REDIS_URL.split(",") if url.strip()]
if not REDIS_URLS:
    raise ImproperlyConfigured("REDIS_URL is not set. Set it to an address such as redis://redis:6379/0.")
REDIS_PREFIX = text("REDIS_PREFIX", "roomcast")
CHANNEL_LAYERS = {
    "default": {
        "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
        "CONFIG": {
            # A frozen Redis holds a push, and with it all that are queued behind it, no longer than this.
            "hosts": [{"address": url, "socket_timeout": 1, "socket_connect_timeout": 1} for url in REDIS_URLS],
            "prefix": REDIS_PREFIX,
        },
    }
}
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URLS[0],
        "KEY_PREFIX": REDIS_PREFIX,
    }
}

CELERY_BROKER_URL = REDIS_URLS[0]
# Without limits a frozen Redis would hold whoever starts a task, and the worker, for ever.
CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_timeout": 5, "socket_connect_timeout": 1}
CELERY_RESULT_BACKEND = REDIS_URLS[0]
CELERY_RESULT_EXPIRES = 24 * 3600
CELERY_TASK_TRACK_STARTED = True
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
# What works goes on while the broker is away; what then comes twice is told apart by its lease.
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = False
CELERY_TASK_DEFAULT_QUEUE = "roomcast"
TASK_LEASE_SECONDS = whole("TASK_LEASE_SECONDS", 30, 3, 3600)
TASK_REAP_SECONDS = whole("TASK_REAP_SECONDS", 10, 1, 3600)
# For how long what a task has written can be downloaded.
RESULT_DAYS = whole("RESULT_DAYS", 7, 1, 3650)
CELERY_BEAT_SCHEDULE: dict[str, Any] = {
    "reap-tasks": {"task": "tasks.reap", "schedule": schedule(TASK_REAP_SECONDS)},
    "prune-events": {"task": "tasks.prune", "schedule": schedule(3600)},
}

LANGUAGE_CODE = one_of("LANGUAGE_CODE", ("en", "zh-hans"), "en")
LANGUAGES = [("en", _("English")), ("zh-hans", _("Simplified Chinese"))]
LOCALE_PATHS = [BASE_DIR / "project" / "locale"]
TIME_ZONE = zone("TIME_ZONE", "UTC")
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = folder("STATIC_ROOT", DATA_DIR / "static")
MEDIA_ROOT = DATA_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_AUTOREFRESH = DEBUG

LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "login"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
# In SQL, and heard when it ends.
SESSION_ENGINE = "project.realtime.sessions"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = flag("SECURE_COOKIES", default=not EMBEDDED)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if flag("BEHIND_PROXY", default=False) else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"
DATA_UPLOAD_MAX_MEMORY_SIZE = 6 * 1024 * 1024

CSP_DIRECTIVES = {
    "default-src": ["'self'"],
    "base-uri": ["'none'"],
    "connect-src": ["'self'"],
    "font-src": ["'self'"],
    "form-action": ["'self'"],
    "frame-ancestors": ["'self'"],
    "img-src": ["'self'", "data:"],
    "object-src": ["'none'"],
    "style-src": ["'self'"],
}
if DJANGO_HAS_CSP:
    from django.utils.csp import CSP

    SECURE_CSP = CSP_DIRECTIVES | {"script-src": ["'self'", CSP.NONCE]}
else:
    from csp.constants import NONCE

    CONTENT_SECURITY_POLICY = {"DIRECTIVES": CSP_DIRECTIVES | {"script-src": ["'self'", NONCE]}}

# The limits of the wire (docs/protocol.md, "Limits").
REALTIME_LIMITS = {
    "frame_bytes": whole("FRAME_BYTES", 16 * 1024, 1024),
    "message_bytes": whole("MESSAGE_BYTES", 64 * 1024, 1024),
    "subscriptions": whole("SUBSCRIPTIONS_PER_CONNECTION", 50, 1),
    "connections": whole("CONNECTIONS", 10_000, 1),
    "connections_per_user": whole("CONNECTIONS_PER_USER", 20, 1),
    "commands_per_second": whole("COMMANDS_PER_SECOND", 10, 1),
    "commands_burst": whole("COMMANDS_BURST", 30, 1),
    "messages_per_second": whole("MESSAGES_PER_SECOND", 5, 1),
    "messages_burst": whole("MESSAGES_BURST", 10, 1),
    "rooms_per_minute": whole("ROOMS_PER_MINUTE", 60, 1),
    "message_characters": whole("MESSAGE_CHARACTERS", 4000, 1, 100_000),
    "nesting": whole("FRAME_NESTING", 16, 2, 100),
    "errors_per_minute": whole("ERRORS_PER_MINUTE", 50, 1),
    "unsent_bytes": whole("UNSENT_BYTES", 256 * 1024, 4096),
    "blocked_seconds": whole("BLOCKED_SECONDS", 10, 1),
    "handshakes_per_second": whole("HANDSHAKES_PER_SECOND", 50, 1),
    "handshakes_burst": whole("HANDSHAKES_BURST", 500, 1),
    "events_behind": whole("EVENTS_BEHIND", 5000, 1),
}
HEARTBEAT_SECONDS = whole("HEARTBEAT_SECONDS", 25, 1, 600)
HEARTBEAT_GRACE_SECONDS = whole("HEARTBEAT_GRACE_SECONDS", 10, 1, 600)
# A connection is asked to come back after this long, give or take a tenth; 0: never.
CONNECTION_SECONDS = whole("CONNECTION_SECONDS", 12 * 3600, 0)
HEADS_SECONDS = whole("HEADS_SECONDS", 3, 1, 60)
# More than 35 could not keep what SECURITY.md promises: within a minute, with the time that one round takes.
RECHECK_SECONDS = whole("RECHECK_SECONDS", 30, 1, 35)
PRESENCE_SECONDS = whole("PRESENCE_SECONDS", 45, 3, 600)
PRESENCE_GRACE_SECONDS = whole("PRESENCE_GRACE_SECONDS", 3, 0, 30)
RECONNECT_JITTER_MS = whole("RECONNECT_JITTER_MS", 3000, 0, 60_000)
EVENT_DAYS = whole("EVENT_DAYS", 30, 1, 3650)

# Lets Prometheus read /metrics; without one only staff may, and anybody where DEBUG is on.
METRICS_TOKEN = secret("METRICS_TOKEN", "a random text of 16 characters or more", least_characters=16)

LOG_FORMAT = one_of("LOG_FORMAT", ("console", "json"), "console")
LOG_LEVEL = one_of("LOG_LEVEL", ("DEBUG", "INFO", "WARNING", "ERROR"), "INFO")
LOGGING = configured(LOG_FORMAT, LOG_LEVEL, colours=has_colours())
