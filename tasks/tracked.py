"""``TrackedTask``: the base of every task that people can watch."""

import inspect
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from celery.result import AsyncResult
from celery.utils import uuid as new_task_id
from django.contrib.auth.models import User

from chat.models import Room
from tasks.acting import acting_user
from tasks.actions import card_for, create_run
from tasks.execution import as_uuid, execute, outer_run, progress_of, run_of, take_up
from tasks.meter import Progress
from tasks.models import TaskRun
from tasks.plain import plain
from tasks.schema import checked
from tasks.task_types import TaskType


class TrackedTask(TaskType):
    """A Celery task with a row per run: ``@shared_task(base=TrackedTask, bind=True, title=_("Import customers"))``."""

    abstract = True

    @property
    def progress(self) -> Progress:
        """Where the run that is being done reports; outside of one it counts and tells nobody."""
        return progress_of(self.request)

    @property
    def owner(self) -> User | None:
        """Who started the run that is being done; nobody where code did."""
        run = run_of(self.request)
        return None if run is None else run.owner

    @property
    def attempt(self) -> int:
        """Which attempt of the run this is, counted from one."""
        run = run_of(self.request)
        return 1 if run is None else run.attempt

    def start(self, *, user: User | None = None, room: Room | None = None, **arguments: Any) -> TaskRun:
        """A row first, sent to the broker when the transaction commits; in a room its card is shown at once."""
        given = checked(self.arguments, arguments).model_dump(mode="json")
        return create_run(task_type=self, owner=user, room=room, arguments=given, card=card_for(user, room))

    def apply_async(
        self, args: Any = None, kwargs: Any = None, task_id: str | None = None, *more: Any, **options: Any
    ) -> AsyncResult[Any]:
        """Celery's own, and so ``delay``'s, with a row: the owner is whoever acts, and it is sent on commit."""
        task_id = task_id or new_task_id()
        run_id = as_uuid(task_id)
        send = partial(super().apply_async, args, kwargs, task_id, *more, **options)
        # A retry sends the same id again, from inside the task: its row is there.
        if run_id is None or TaskRun.objects.filter(pk=run_id).exists():
            return send()
        sent: list[AsyncResult[Any]] = []
        self._create(run_id, args or (), kwargs or {}, lambda: sent.append(send()))
        return sent[0] if sent else self.AsyncResult(task_id)

    def _create(self, run_id: UUID, args: Sequence[Any], kwargs: Mapping[str, Any], send: Callable[[], object]) -> None:
        """As in Celery, arguments that the function does not take are a ``TypeError`` here and not in the worker."""
        given = inspect.signature(self.function).bind(*args, **kwargs).arguments
        parent = outer_run()
        create_run(
            task_type=self,
            owner=parent.owner if parent else acting_user(),
            room=parent.room if parent else None,
            arguments=plain(given),
            run_id=run_id,
            parent=parent,
            send=send,
        )

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if self.request.called_directly or self.request.id is None:
            return super().__call__(*args, **kwargs)
        run = take_up(self)
        if run is None:
            return self.run(*args, **kwargs)
        return execute(self, run, partial(self._work, run, args, kwargs))

    def _work(self, run: TaskRun, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
        """With the message's arguments, or else with the row's."""
        if args or kwargs or not run.arguments:
            return self.run(*args, **kwargs)
        return self.run(**dict(checked(self.arguments, run.arguments)))
