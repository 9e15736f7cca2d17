"""Live bars for any template: ``{% load tasks %}{% task_progress run %}``."""

from typing import Any

from django import template
from django.contrib.auth.models import User
from django.template.context import Context

from tasks.access import runs_for
from tasks.models import TaskRun
from tasks.presentation import ShownTask, shown

register = template.Library()

TRAY_RUNS = 20


@register.inclusion_tag("tasks/progress.html")
def task_progress(run: TaskRun | ShownTask) -> dict[str, Any]:
    """The bar of a run, which scripts keep right."""
    return {"task": run if isinstance(run, ShownTask) else shown(run)}


@register.inclusion_tag("tasks/card.html", takes_context=True)
def task_card(context: Context, task: ShownTask, may_change: bool, size: str = "") -> dict[str, Any]:
    return {"task": task, "may_change": may_change, "size": size, "csrf_token": context.get("csrf_token")}


@register.inclusion_tag("tasks/tray.html", takes_context=True)
def task_tray(context: Context) -> dict[str, Any]:
    """One's own tasks that are not over."""
    user = context.get("user")
    runs = runs_for(user).filter(owner=user).unfinished()[:TRAY_RUNS] if isinstance(user, User) else ()
    return {"tasks": [shown(run) for run in runs], "csrf_token": context.get("csrf_token")}
