"""A run and what it has started, as one tree."""

from collections import defaultdict
from uuid import UUID

from django.db.models import Q

from tasks.faces import TaskFace, task_face
from tasks.models import TaskRun
from tasks.querysets import TaskRunQuerySet


class TaskTree(TaskFace):
    children: list["TaskTree"]


def tree_of(top: TaskRun, visible: TaskRunQuerySet[TaskRun]) -> TaskTree:
    """From ``top`` down, in the order in which they were started, as far as they are visible."""
    started: defaultdict[UUID | None, list[TaskRun]] = defaultdict(list)
    family = Q(root=top.root_id or top.pk)
    for run in visible.filter(family).order_by("created_at"):
        started[run.parent_id].append(run)
    return _branch(top, started)


def _branch(run: TaskRun, started: dict[UUID | None, list[TaskRun]]) -> TaskTree:
    children = [_branch(child, started) for child in started.get(run.pk, ())]
    return TaskTree(**dict(task_face(run)), children=children)
