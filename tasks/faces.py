"""How a run looks on the wire: one shape in ``state`` frames, events, snapshots and over HTTP."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy
from pydantic import BaseModel, ConfigDict, PlainSerializer

from chat.groups import room_topic
from project.realtime.frames import moment
from project.realtime.groups import user_topic
from project.realtime.states import State, Version
from tasks.models import ResultFile, TaskRun
from tasks.numbers import seconds_left
from tasks.states import FINAL, TaskState

Moment = Annotated[datetime, PlainSerializer(moment, return_type=str)]


class Face(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    def wire(self) -> dict[str, Any]:
        """With every field, unknown ones as null: a client need not ask whether one is there."""
        return self.model_dump(mode="json")


class TaskError(Face):
    """``message`` may be shown to anybody who sees the task; ``reference`` finds the traceback in the log."""

    message: str
    reference: str | None = None


class TaskFile(Face):
    name: str
    size: int
    url: str
    expires_at: Moment


class TaskFace(Face):
    id: UUID
    type: str
    title: str
    state: TaskState
    current: int | float
    total: int | float | None
    percent: float | None
    message: str
    rate: float | None
    eta: float | None
    attempt: int
    parent: UUID | None
    root: UUID
    owner: int | None
    owner_name: str | None
    room: int | None
    log_head: int
    error: TaskError | None
    result: Any
    files: list[TaskFile]
    created_at: Moment
    started_at: Moment | None
    ended_at: Moment | None


def task_topic(run_id: UUID) -> str:
    return f"task:{run_id}"


def carriers_of(run: TaskRun) -> tuple[str, ...]:
    """The log topics that carry the run's states, in the order in which their streams are locked."""
    rooms = () if run.room_id is None else (room_topic(run.room_id),)
    users = () if run.owner_id is None else (user_topic(run.owner_id),)
    return rooms + users


def task_face(run: TaskRun) -> TaskFace:
    unfinished = run.state not in FINAL
    return TaskFace(
        id=run.pk,
        type=run.type,
        title=run.title,
        state=TaskState(run.state),
        current=_tidy(run.current),
        total=None if run.total is None else _tidy(run.total),
        percent=run.percent,
        message=run.message,
        rate=run.rate if unfinished else None,
        eta=seconds_left(run.current, run.total, run.rate) if unfinished else None,
        attempt=run.attempt,
        parent=run.parent_id,
        root=run.root_id or run.pk,
        owner=run.owner_id,
        owner_name=run.owner.get_username() if run.owner else None,
        room=run.room_id,
        log_head=run.log_head,
        error=_error(run),
        result=None if unfinished else run.result,
        files=[] if unfinished else [_file(file) for file in run.files.all() if file.attempt == run.attempt],
        created_at=run.created_at,
        started_at=run.started_at,
        ended_at=run.ended_at,
    )


def version_of(run: TaskRun) -> Version:
    return run.attempt, run.n


def task_state(run: TaskRun) -> State:
    return State(
        topic=task_topic(run.pk),
        version=version_of(run),
        final=run.state in FINAL,
        data=task_face(run).wire(),
        at=timezone.now(),
        carriers=carriers_of(run),
    )


def _tidy(value: float) -> int | float:
    return int(value) if float(value).is_integer() else value


def _error(run: TaskRun) -> TaskError | None:
    """In the language of the task: one state is shown to everybody, whoever it was that wrote it."""
    texts = {
        TaskState.FAILURE: gettext_lazy("Something went wrong."),
        TaskState.LOST: gettext_lazy("The worker has vanished. What it had done by then is kept."),
        TaskState.TIMEOUT: gettext_lazy("It took longer than allowed."),
    }
    if run.state not in texts:
        return None
    with translation.override(run.language or settings.LANGUAGE_CODE):
        message = run.error_message or str(texts[TaskState(run.state)])
    return TaskError(message=message, reference=run.error_reference or None)


def _file(file: ResultFile) -> TaskFile:
    address = reverse("tasks:result", args=[file.run_id])
    return TaskFile(name=file.name, size=file.size, url=f"{address}?file={file.pk}", expires_at=file.expires_at)
