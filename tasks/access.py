"""The only doors to runs and their files. What is not yours and what is not there are one answer: ``NotFound``."""

from collections.abc import Collection
from uuid import UUID

from django.contrib.auth.models import AnonymousUser, User
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chat.access import rooms_seen
from project.realtime.errors import Conflict, Forbidden, NotFound
from tasks.models import ResultFile, TaskRun
from tasks.querysets import TaskRunQuerySet, may_see_all

NO_TASK = _("There is no such task.")
NO_RESULT = _("There is no such file.")
EXPIRED = _("This file has expired. Start the task again to get a new one.")


def runs_for(user: User | AnonymousUser) -> TaskRunQuerySet[TaskRun]:
    """All that this user may see, the newest first."""
    return TaskRun.objects.visible_to(user).with_faces()


def run_for(user: User | AnonymousUser, run_id: UUID) -> TaskRun:
    run = runs_for(user).filter(pk=run_id).first()
    if run is None:
        raise NotFound(NO_TASK)
    return run


def runs_seen(wanted: Collection[tuple[User, UUID]]) -> set[tuple[int, UUID]]:
    """``run_for`` for many users and runs at once, by their ids: those of the pairs that may be."""
    runs = TaskRun.objects.filter(pk__in={run for _user, run in wanted}).values_list("pk", "owner_id", "room_id")
    owners, rooms = {run: owner for run, owner, _room in runs}, {run: room for run, _owner, room in runs if room}
    in_rooms = rooms_seen([(user, rooms[run]) for user, run in wanted if run in rooms])
    all_seeing = {user.pk for user in {user for user, _run in wanted} if may_see_all(user)}
    return {
        (user.pk, run)
        for user, run in wanted
        if user.is_active
        and run in owners
        and (user.pk in all_seeing or owners[run] == user.pk or (user.pk, rooms.get(run, 0)) in in_rooms)
    }


def may_change(user: User | AnonymousUser, run: TaskRun) -> bool:
    """Cancel it, or try it again: its owner, and staff with the permission."""
    if not isinstance(user, User):
        return False
    return run.owner_id == user.pk or (user.is_staff and user.has_perm("tasks.change_taskrun"))


def require_change(user: User, run: TaskRun) -> None:
    if not may_change(user, run):
        raise Forbidden(_("Only the one who started a task may do this."))


def file_of(run: TaskRun, file_id: int | None = None) -> ResultFile:
    """A file of the last attempt of a run that the user has been let into; the first where none is named."""
    if not run.is_final:
        raise Conflict(_("This task is not over yet."))
    files = run.files.filter(attempt=run.attempt)
    found = (files if file_id is None else files.filter(pk=file_id)).first()
    if found is None:
        raise NotFound(NO_RESULT)
    if found.expires_at <= timezone.now():
        raise NotFound(EXPIRED)
    return found


def may_see_traceback(user: User | AnonymousUser) -> bool:
    return user.is_staff and user.has_perm("tasks.view_traceback")


def children_of(user: User, run: TaskRun) -> TaskRunQuerySet[TaskRun]:
    """What the run has started, in that order."""
    return runs_for(user).filter(parent=run).order_by("created_at")
