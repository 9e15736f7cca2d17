"""Starts the watched task in the room, and waits for its end."""

import time
from typing import Any

import django

django.setup()

from django.contrib.auth.models import User  # noqa: E402

import celery_app  # noqa: E402, F401 - the broker's address
from chat.models import Room  # noqa: E402
from tasks.models import TaskRun  # noqa: E402
from tests.load.lines import answer_all  # noqa: E402
from tests.load.watched import watched  # noqa: E402

PATIENCE_SECONDS = 30.0
LOOK_SECONDS = 0.25


def start(room: int, steps: int, delay: float) -> dict[str, Any]:
    run = watched.start(user=User.objects.order_by("pk")[0], room=Room.objects.get(pk=room), steps=steps, delay=delay)
    until = time.monotonic() + steps * delay + PATIENCE_SECONDS
    while TaskRun.objects.get(pk=run.pk).ended_at is None and time.monotonic() < until:
        time.sleep(LOOK_SECONDS)
    return {"state": TaskRun.objects.get(pk=run.pk).state}


if __name__ == "__main__":
    answer_all({"start": start})
