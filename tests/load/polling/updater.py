"""The worker's side where people poll: it writes how far it is, twice a second."""

from typing import Any

import django

django.setup()

from tests.load.lines import answer_all  # noqa: E402
from tests.load.polling.models import Status  # noqa: E402
from tests.load.publishers.pace import paced, stamp  # noqa: E402


def make() -> dict[str, Any]:
    return {"task": Status.objects.create().pk}


def update(task: int, count: int, rate: float) -> dict[str, Any]:
    def write(number: int) -> None:
        share = 100 * (number + 1) / count
        Status.objects.filter(pk=task).update(current=number + 1, total=count, percent=share, message=stamp(number))

    return paced(write, count=count, rate=rate, burst=1)


if __name__ == "__main__":
    answer_all({"make": make, "update": update})
