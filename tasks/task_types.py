"""The kinds of tasks there are: every Celery task that is tracked, by the name of its function."""

from collections.abc import Callable
from functools import cached_property
from typing import Any, ClassVar
from uuid import UUID

from celery import Task, current_app
from django.contrib.auth.models import User
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from project.realtime.errors import NotFound
from tasks.schema import Arguments, arguments_of, label_of

# Whoever starts a task waits for this; the reaper tries again.
PATIENCE = {"max_retries": 1, "interval_start": 0.1, "interval_max": 0.1}


class TaskType(Task[..., Any]):
    """What a tracked task says of itself, given as options of ``@shared_task``.

    ``title`` is for people; ``command`` makes it a slash command and, unless
    ``startable`` says otherwise, something that people may start; ``permission`` narrows who may.
    """

    abstract = True
    # A task is callable, and templates call what is.
    do_not_call_in_templates = True
    # Celery would miss the arguments, which are in the row.
    typing = False
    title: ClassVar[str | Promise] = ""
    command: ClassVar[str] = ""
    startable: ClassVar[bool | None] = None
    permission: ClassVar[str] = ""

    @property
    def type_name(self) -> str:
        return self.name.rpartition(".")[2]

    @property
    def label(self) -> str:
        return str(self.title) or self.type_name.replace("_", " ").capitalize()

    @property
    def function(self) -> Callable[..., Any]:
        """What was decorated: ``run`` may be wrapped, by autoretry."""
        function: Callable[..., Any] = vars(type(self))["__wrapped__"].__get__(self, type(self))
        return function

    @cached_property
    def arguments(self) -> type[Arguments]:
        return arguments_of(self.type_name, self.function)

    def startable_by(self, user: User) -> bool:
        offered = bool(self.command) if self.startable is None else self.startable
        return offered and (not self.permission or user.has_perm(self.permission))

    def send(self, run_id: UUID, **options: Any) -> None:
        """Hand a run to the broker: its id alone. The worker finds arguments in the row, and leaves the result there.

        So Celery's store of results, which may be away too, has no part in it.
        """
        super().apply_async((), {}, task_id=str(run_id), retry_policy=PATIENCE, ignore_result=True, **options)

    def describe(self) -> dict[str, Any]:
        """What a client needs to offer it: the JSON schema of the arguments, each with a title for people."""
        schema = self.arguments.model_json_schema()
        for name, field in self.arguments.model_fields.items():
            schema["properties"][name]["title"] = str(label_of(name, field))
        return {"type": self.type_name, "title": self.label, "command": self.command or None, "arguments": schema}


def all_types() -> list[TaskType]:
    return sorted(
        (task for task in current_app.tasks.values() if isinstance(task, TaskType)), key=lambda each: each.type_name
    )


def named(name: str) -> TaskType:
    for each in all_types():
        if each.type_name == name:
            return each
    raise NotFound(_("There is no such type of task."))


def types_for(user: User) -> list[TaskType]:
    return [each for each in all_types() if each.startable_by(user)]


def type_for(user: User, name: str) -> TaskType:
    """The type, if this user may start it; else ``NotFound``, whether it exists or not."""
    for each in types_for(user):
        if each.type_name == name:
            return each
    raise NotFound(_("There is no such type of task."))
