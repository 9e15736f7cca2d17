"""The shipped tasks: Celery's shells around what is in ``jobs``."""

from typing import Annotated, Any, Literal

from celery import shared_task
from django.contrib.auth.models import User
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from project.realtime.prune import prune_events
from tasks import leases
from tasks.actions import prune_results
from tasks.jobs.counting import count as count_up
from tasks.jobs.exporting import export_room as export
from tasks.jobs.formats import FileFormat
from tasks.jobs.importing import import_messages as take_in
from tasks.progress import Label, RoomId, TrackedTask, UploadedText, UserFacingError

Steps = Annotated[int, Label(_("Steps")), Field(ge=1, le=1_000_000)]
Seconds = Annotated[float, Label(_("Seconds per step")), Field(ge=0, le=60)]
FailAt = Annotated[int | None, Label(_("Fail at step")), Field(ge=1)]
Room = Annotated[RoomId, Label(_("Room"))]
Format = Annotated[Literal["csv", "jsonl"], Label(_("Format"))]
File = Annotated[UploadedText, Label(_("File"))]


@shared_task(base=TrackedTask, bind=True, title=_("Count"), command="count")
def count(
    self: TrackedTask,
    steps: Steps,
    delay: Seconds = 0.1,
    fail_at: FailAt = None,
    total_known: Annotated[bool, Label(_("The total is known"))] = True,
    log: Annotated[bool, Label(_("Write a log"))] = False,
) -> dict[str, Any]:
    """Counts slowly: something to watch."""
    return {
        "counted": count_up(self.progress, steps=steps, delay=delay, fail_at=fail_at, total_known=total_known, log=log)
    }


@shared_task(base=TrackedTask, bind=True, title=_("Export messages"), command="export")
def export_room(self: TrackedTask, room: Room, format: Format = "csv") -> dict[str, Any]:
    """The messages of a room as a file to download."""
    return export(self.progress, user=_starter(self), room_id=room, file_format=FileFormat(format))


@shared_task(base=TrackedTask, bind=True, title=_("Import messages"), startable=True)
def import_messages(self: TrackedTask, room: Room, format: Format, file: File) -> dict[str, Any]:
    """Messages from a file into a room, all of them or none."""
    return take_in(self.progress, user=_starter(self), room_id=room, file_format=FileFormat(format), file=file)


def _starter(task: TrackedTask) -> User:
    """What reads a room does it with the rights of a person."""
    if task.owner is None:
        raise UserFacingError(gettext("This task needs somebody who starts it."))
    return task.owner


@shared_task(name="tasks.reap", ignore_result=True)
def reap() -> None:
    """Beat: leases that have lapsed, and runs that the broker never got."""
    leases.reap()


@shared_task(name="tasks.prune", ignore_result=True)
def prune() -> None:
    """Beat: old events and receipts, and files that have expired."""
    prune_events()
    prune_results(now=timezone.now())
