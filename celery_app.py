"""The Celery application: ``celery -A celery_app worker`` and ``… beat``."""

import os
import sys
import warnings
from typing import Any

from celery import Celery, signals
from celery.exceptions import CPendingDeprecationWarning

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "project.settings")

app = Celery("roomcast")
# Current is per thread, and the web process sends tasks from many.
app.set_default()
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

# A push from a greenlet fails nine times out of ten: the event loop it needs is another thread's.
UNFIT_POOLS = ("gevent", "eventlet")


@signals.celeryd_init.connect
def refuse_unfit_pool(*, conf: Any, options: dict[str, Any], **_: Any) -> None:
    pool = str(options.get("pool_cls") or conf.worker_pool)
    if any(name in pool for name in UNFIT_POOLS):
        sys.exit(f"Not started: progress cannot be pushed from the pool {pool}. Use prefork, threads or solo.")


@signals.worker_ready.connect
def keep_running_without_broker(**_: Any) -> None:
    """CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS says no; Celery would ask at every outage."""
    warnings.filterwarnings("ignore", r"\s*In Celery 5\.1 we introduced", CPendingDeprecationWarning)
