"""A run as templates show it: what scripts show from a state frame, in the reader's language."""

import json
from dataclasses import dataclass

from django.utils.translation import gettext_lazy

from tasks.faces import TaskFace, task_face
from tasks.models import TaskRun
from tasks.states import FINAL, TaskState

ARGUMENTS_CHARACTERS = 500
NO_WORKER_YET = gettext_lazy("Waiting for a worker")


@dataclass(frozen=True, slots=True)
class ShownTask:
    run: TaskRun
    face: TaskFace

    @property
    def state_label(self) -> str:
        return str(TaskState(self.run.state).label)

    @property
    def is_final(self) -> bool:
        return self.run.state in FINAL

    @property
    def is_indeterminate(self) -> bool:
        """Something is being done, and nobody knows how much of it there is."""
        return self.run.percent is None and not self.is_final and self.run.state != TaskState.QUEUED

    @property
    def bar(self) -> float:
        return self.run.percent or 0

    @property
    def figures(self) -> str:
        """``43%``, or how many where the total is unknown."""
        if self.run.percent is not None:
            return f"{int(self.run.percent)}%"
        return str(self.face.current) if self.face.current else ""

    @property
    def note(self) -> str:
        if self.run.state == TaskState.QUEUED:
            return str(NO_WORKER_YET)
        return self.run.message

    @property
    def error_line(self) -> str:
        """What went wrong, as far as it is for everybody, and the reference that finds the rest."""
        error = self.face.error
        return " ".join(filter(None, [error.message, error.reference])) if error else ""

    @property
    def may_be_cancelled(self) -> bool:
        return not self.is_final and self.run.state != TaskState.CANCELLING

    @property
    def arguments_line(self) -> str:
        return json.dumps(self.run.arguments, ensure_ascii=False)[:ARGUMENTS_CHARACTERS]


def shown(run: TaskRun) -> ShownTask:
    return ShownTask(run, task_face(run))
