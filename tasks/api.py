"""Tasks over HTTP: the same access, the same actions and the same object as on the socket."""

from typing import Annotated, Any
from uuid import UUID

from django.http import FileResponse, HttpRequest
from ninja import Query, Router, Schema, Status
from pydantic import Field

from chat.access import room_for
from project.realtime.people import signed_in
from tasks import access, actions
from tasks.downloads import download
from tasks.faces import Face, Moment, TaskFace, task_face
from tasks.intake import Keyed, StartTask, asked, key_of
from tasks.states import TaskState
from tasks.task_types import types_for
from tasks.topics import task_id
from tasks.tree import TaskTree, tree_of

MOST_ITEMS = 100
MOST_LINES = 1000
Limit = Annotated[int, Query(ge=1, le=MOST_ITEMS)]

tasks = Router(tags=["tasks"])
task_types = Router(tags=["tasks"])


class TaskList(Schema):
    items: list[TaskFace]
    more: bool


class LogLine(Face):
    number: int
    at: Moment
    text: str


class LogLines(Schema):
    items: list[LogLine]
    more: bool


class StartedTask(Schema):
    id: UUID
    duplicate: bool


class TypeOfTask(Schema):
    type: str
    title: str
    command: str | None
    arguments: dict[str, Any]


class TypeList(Schema):
    items: list[TypeOfTask]
    more: bool = False


class Filters(Schema):
    state: TaskState | None = None
    type: str | None = Field(None, max_length=80)
    room: int | None = None
    before: UUID | None = None


_JSON_OR_FORM = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {"schema": StartTask.model_json_schema()},
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "properties": {"type": {"type": "string"}, "file": {"type": "string", "format": "binary"}},
                    "required": ["type"],
                    "additionalProperties": True,
                }
            },
        },
    }
}
_KEY = {"requestBody": {"content": {"application/json": {"schema": Keyed.model_json_schema()}}}}


@task_types.get("/", response=TypeList)
def list_types(request: HttpRequest) -> dict[str, Any]:
    """The tasks I may start, each with a JSON schema of its arguments."""
    return {"items": [each.describe() for each in types_for(signed_in(request))]}


@tasks.get("/", response=TaskList)
def list_tasks(request: HttpRequest, filters: Query[Filters], limit: Limit = MOST_ITEMS) -> TaskList:
    """The tasks I may see, the newest first; ``before`` a task's id, older ones."""
    runs = access.runs_for(signed_in(request)).filtered(state=filters.state, type_name=filters.type, room=filters.room)
    if filters.before is not None:
        last = access.run_for(signed_in(request), filters.before)
        runs = runs.older_than(last.created_at, last.pk)
    found = list(runs[: limit + 1])
    return TaskList(items=[task_face(run) for run in found[:limit]], more=len(found) > limit)


@tasks.post("/", response={201: StartedTask}, openapi_extra=_JSON_OR_FORM)
def start_task(request: HttpRequest) -> Status[StartedTask]:
    """Start a task: as JSON, or as a form whose other fields and ``file`` are arguments."""
    user = signed_in(request)
    wish = asked(request)
    room = None if wish.room is None else room_for(user, wish.room)
    outcome = actions.start_task(owner=user, type_name=wish.type, arguments=wish.arguments, room=room, key=wish.key)
    return Status(201, StartedTask(id=outcome.result["id"], duplicate=outcome.duplicate))


@tasks.get("/{run_id}/", response=TaskFace)
def show_task(request: HttpRequest, run_id: str) -> TaskFace:
    return task_face(access.run_for(signed_in(request), task_id(run_id)))


@tasks.post("/{run_id}/cancel/", response=TaskFace, openapi_extra=_KEY)
def cancel_task(request: HttpRequest, run_id: str) -> TaskFace:
    user = signed_in(request)
    run = access.run_for(user, task_id(run_id))
    actions.cancel_task(user=user, run=run, key=key_of(request))
    return task_face(access.run_for(user, run.pk))


@tasks.post("/{run_id}/retry/", response=TaskFace, openapi_extra=_KEY)
def retry_task(request: HttpRequest, run_id: str) -> TaskFace:
    """The same task again, as its next attempt."""
    user = signed_in(request)
    run = access.run_for(user, task_id(run_id))
    actions.retry_task(user=user, run=run, key=key_of(request))
    return task_face(access.run_for(user, run.pk))


@tasks.get("/{run_id}/log/", response=LogLines)
def show_log(
    request: HttpRequest, run_id: str, after: int = 0, limit: Annotated[int, Query(ge=1, le=MOST_LINES)] = MOST_LINES
) -> LogLines:
    """The lines after that number, oldest first."""
    run = access.run_for(signed_in(request), task_id(run_id))
    found = list(run.log_lines.filter(number__gt=after).order_by("number")[: limit + 1])
    lines = [LogLine(number=line.number, at=line.at, text=line.text) for line in found[:limit]]
    return LogLines(items=lines, more=len(found) > limit)


@tasks.get("/{run_id}/result/", response={200: None})
def show_result(request: HttpRequest, run_id: str, file: int | None = None) -> FileResponse:
    """The file that the task has made; ``file`` picks one of several, as ``files`` of the task links them."""
    return download(access.file_of(access.run_for(signed_in(request), task_id(run_id)), file))


@tasks.get("/{run_id}/tree/", response=TaskTree)
def show_tree(request: HttpRequest, run_id: str) -> TaskTree:
    """The task, and under ``children`` what it has started."""
    user = signed_in(request)
    return tree_of(access.run_for(user, task_id(run_id)), access.runs_for(user))
