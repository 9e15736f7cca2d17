"""A task on the socket: who may watch it, and what may be asked of it."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.contrib.auth.models import User
from django.db.models import Q

from project.realtime.commands import Command, Outcome
from project.realtime.errors import NotFound
from project.realtime.states import State
from project.realtime.topics import StateTopic
from tasks import actions
from tasks.access import NO_TASK, run_for, runs_seen
from tasks.faces import carriers_of, task_state
from tasks.models import TaskRun
from tasks.states import UNFINISHED


class Cancel(Command[TaskRun]):
    def run(self, *, user: User, subject: TaskRun, key: UUID | None) -> Outcome:
        return actions.cancel_task(user=user, run=subject, key=key)


class Retry(Command[TaskRun]):
    def run(self, *, user: User, subject: TaskRun, key: UUID | None) -> Outcome:
        return actions.retry_task(user=user, run=subject, key=key)


class TaskTopic(StateTopic[TaskRun]):
    prefix = "task"
    commands = (Cancel, Retry)

    def subject_for(self, user: User, key: str) -> TaskRun:
        return run_for(user, task_id(key))

    def lets_in(self, wanted: Collection[tuple[User, str]]) -> set[tuple[int, str]]:
        seen = runs_seen([(user, task_id(key)) for user, key in wanted])
        return {(user_id, str(run_id)) for user_id, run_id in seen}

    def carriers(self, subject: TaskRun) -> tuple[str, ...]:
        return carriers_of(subject)

    def states(
        self, *, topics: Collection[str], carriers: Collection[str], ended_since: datetime | None = None
    ) -> list[State]:
        wanted = Q(pk__in=[UUID(name.partition(":")[2]) for name in topics])
        rooms, users = _numbers(carriers, "room"), _numbers(carriers, "user")
        if rooms or users:
            due = Q(state__in=UNFINISHED)
            if ended_since is not None:
                due |= Q(ended_at__gte=ended_since)
            wanted |= due & (Q(room__in=rooms) | Q(owner__in=users))
        return [task_state(run) for run in TaskRun.objects.with_faces().filter(wanted)]


def task_id(key: str) -> UUID:
    """The id in a topic's name, in the one way to write it; anything else is not there."""
    try:
        found = UUID(key)
    except ValueError:
        raise NotFound(NO_TASK) from None
    if str(found) != key:
        raise NotFound(NO_TASK)
    return found


def _numbers(carriers: Collection[str], prefix: str) -> list[int]:
    return [int(name.partition(":")[2]) for name in carriers if name.startswith(f"{prefix}:")]
