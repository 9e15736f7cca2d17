"""What time does to runs: leases lapse, files expire, messages that the broker never got are sent again."""

from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from django.db import transaction

from tasks import dispatch
from tasks.actions.attempts import Ending, end_attempt
from tasks.actions.creation import send_run
from tasks.models import ResultFile, TaskRun
from tasks.states import TaskState
from tasks.task_types import all_types

AT_ONCE = 500
# Long enough for the process that created the run to send it itself.
RESEND_SECONDS = 5


def lose_lapsed(*, now: datetime) -> int:
    """End what no worker has said anything of for the length of a lease; returns how many."""
    lapsed = list(TaskRun.objects.lapsed(now).values_list("pk", "attempt")[:AT_ONCE])
    return sum(_lose(run_id, attempt, now) for run_id, attempt in lapsed)


@transaction.atomic
def _lose(run_id: UUID, attempt: int, now: datetime) -> bool:
    # Since it was seen, its worker may have come back.
    still = TaskRun.objects.lapsed(now).filter(pk=run_id).select_for_update().values_list("pk", flat=True).first()
    return still is not None and end_attempt(run_id=run_id, attempt=attempt, ending=Ending(TaskState.LOST)) is not None


def send_waiting(*, now: datetime) -> int:
    """Send what was queued while the broker was away; returns how many. A run that is sent twice is done once."""
    waiting = TaskRun.objects.undispatched(now - timedelta(seconds=RESEND_SECONDS)).values_list("pk", "type")[:AT_ONCE]
    known = {each.type_name: each for each in all_types()}
    sent = 0
    # What this installation does not know any more waits for one that does.
    for run_id, type_name in [each for each in waiting if each[1] in known]:
        sent += send_run(run_id, partial(known[type_name].send, run_id))
        if dispatch.outage.lasts:
            # A frozen broker would hold this thread for each of the others, too.
            break
    return sent


def prune_results(*, now: datetime) -> int:
    expired = list(ResultFile.objects.expired(now)[:AT_ONCE])
    for kept in expired:
        kept.file.delete(save=False)
        kept.delete()
    return len(expired)
