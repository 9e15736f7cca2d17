"""The pages of tasks."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from project.realtime.errors import Conflict
from project.realtime.people import signed_in
from tasks import access, actions
from tasks.downloads import download
from tasks.faces import task_topic
from tasks.forms import SCOPES, FilterForm, StartForm
from tasks.listing import listed, scopes, state_chips
from tasks.models import TaskRun
from tasks.presentation import shown
from tasks.task_types import type_for, types_for

SHOWN_LINES = 1000


@login_required
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """What runs and what ran, and what may be started."""
    user = signed_in(request)
    form = FilterForm(request.GET)
    chosen = form.chosen()
    listing = listed(user, chosen)
    context = {
        "tasks": [(shown(run), access.may_change(user, run)) for run in listing.runs],
        "listing": listing,
        "takes_news": listing.is_newest and not set(chosen) - {"scope"} and chosen.get("scope", "mine") == "mine",
        "tabs": scopes(user, chosen, dict(SCOPES)),
        "chips": state_chips(chosen),
        "types": types_for(user),
    }
    return render(request, "tasks/index.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest, type_name: str) -> HttpResponse:
    """The form that starts a task of that type."""
    user = signed_in(request)
    task_type = type_for(user, type_name)
    form = StartForm(task_type, user, request if request.method == "POST" else None)
    if form.is_bound and (outcome := form.attempt(lambda cleaned: _started(request, form, type_name, cleaned))):
        return redirect("tasks:detail", outcome)
    return render(request, "tasks/start.html", {"form": form, "type": task_type}, status=form.status)


def _started(request: HttpRequest, form: StartForm, type_name: str, cleaned: dict[str, Any]) -> UUID:
    outcome = actions.start_task(
        owner=signed_in(request), type_name=type_name, arguments=form.arguments(cleaned), key=cleaned["key"]
    )
    return UUID(outcome.result["id"])


@login_required
@require_GET
def detail(request: HttpRequest, run_id: UUID) -> HttpResponse:
    user = signed_in(request)
    run = access.run_for(user, run_id)
    lines = list(run.log_lines.order_by("-number")[:SHOWN_LINES])[::-1]
    context = {
        "task": shown(run),
        "may_change": access.may_change(user, run),
        "may_see_traceback": access.may_see_traceback(user),
        "attempts": run.attempts.all(),
        "children": [(shown(child), access.may_change(user, child)) for child in access.children_of(user, run)],
        "lines": lines,
        "log_text": "".join(f"{line.text}\n" for line in lines),
        "last_line": lines[-1].number if lines else 0,
        "positions": [{"topic": task_topic(run.pk), "version": [run.attempt, run.n]}],
    }
    return render(request, "tasks/detail.html", context)


@login_required
@require_POST
def cancel(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Without scripts; with them the socket's command does it."""
    user = signed_in(request)
    run = access.run_for(user, run_id)
    try:
        actions.cancel_task(user=user, run=run)
    except Conflict as late:
        messages.warning(request, str(late.message))
    return redirect(run)


@login_required
@require_POST
def retry(request: HttpRequest, run_id: UUID) -> HttpResponse:
    user = signed_in(request)
    run = access.run_for(user, run_id)
    try:
        actions.retry_task(user=user, run=run)
    except Conflict as early:
        messages.warning(request, str(early.message))
    return redirect(run)


@login_required
@require_GET
def result(request: HttpRequest, run_id: UUID) -> HttpResponseBase:
    """A file that the task has made."""
    run: TaskRun = access.run_for(signed_in(request), run_id)
    wanted = request.GET.get("file", "")
    return download(access.file_of(run, int(wanted) if wanted.isdecimal() else None))


@login_required
@require_GET
def log(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """All lines as a text to keep."""
    run = access.run_for(signed_in(request), run_id)
    text = "".join(f"{line.at.isoformat()}  {line.text}\n" for line in run.log_lines.iterator())
    disposition = {"Content-Disposition": f'attachment; filename="{run.pk}.log"'}
    return HttpResponse(text, content_type="text/plain; charset=utf-8", headers=disposition)
