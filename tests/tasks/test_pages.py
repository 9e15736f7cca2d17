"""The pages without scripts, and what they keep to themselves."""

import pytest
from django.contrib.auth.models import User
from django.template import Context, Template

from chat.models import Room
from tasks.actions import end_attempt, write_log
from tasks.actions.attempts import Ending, Line
from tasks.models import TaskRun
from tasks.states import TaskState
from tests.cast import Browse
from tests.tasks.conftest import Start, reload


def test_the_page_of_a_failed_task(browse: Browse, running: Start, alice: User, admin: User, carol: User) -> None:
    run = running()
    write_log(run_id=run.pk, lines=[Line(1, run.created_at, "<b>a line</b>")])
    failure = Ending(TaskState.FAILURE, reference="AB12", traceback="Traceback (most recent call last)")
    end_attempt(run_id=run.pk, attempt=1, ending=failure, current=4, total=10, percent=40, message="<i>rows</i>")
    hers = browse(alice).get(f"/tasks/{run.pk}/").content.decode()
    for shown in (
        f'data-task="{run.pk}"',
        'data-state="FAILURE"',
        "AB12",
        "40%",
        "&lt;b&gt;a line",
        'data-action="retry"',
    ):
        assert shown in hers
    assert "Traceback" not in hers
    assert "<i>rows" not in hers
    assert "Traceback" in browse(admin).get(f"/tasks/{run.pk}/").content.decode()
    assert browse(carol).get(f"/tasks/{run.pk}/").status_code == 404


def test_only_who_may_is_offered_to_cancel(browse: Browse, running: Start, alice: User, bob: User, room: Room) -> None:
    run = running(room=room)
    page = f"/tasks/?room={room.pk}"
    assert 'data-action="cancel"' in browse(alice).get(page).content.decode()
    assert 'data-action="cancel"' not in browse(bob).get(page).content.decode()
    assert str(run.pk) in browse(bob).get(page).content.decode()
    assert browse(bob).post(f"/tasks/{run.pk}/cancel/").status_code == 403
    assert browse(alice).post(f"/tasks/{run.pk}/cancel/").status_code == 302
    assert reload(run).state == TaskState.CANCELLING


def test_an_unknown_total_has_no_value(running: Start) -> None:
    run = running()
    html = Template("{% load tasks %}{% task_progress run %}").render(Context({"run": run}))
    assert " value=" not in html
    assert 'aria-label="Count"' in html


def test_the_form_starts_what_it_says(browse: Browse, alice: User) -> None:
    form = {"key": "0192f0c4-0000-7000-8000-000000000000", "steps": "7", "delay": "", "total_known": "on"}
    answers = [browse(alice).post("/tasks/new/count/", form) for _ in range(2)]
    run = TaskRun.objects.get(owner=alice)
    assert {answer["Location"] for answer in answers} == {f"/tasks/{run.pk}/"}
    assert run.arguments == {"steps": 7, "delay": 0.1, "fail_at": None, "total_known": True, "log": False}


@pytest.mark.parametrize("path", ["count", "export_room", "import_messages"])
def test_a_form_that_is_not_filled_in_says_so(browse: Browse, alice: User, room: Room, path: str) -> None:
    assert browse(alice).get(f"/tasks/new/{path}/").status_code == 200
    answer = browse(alice).post(f"/tasks/new/{path}/", {})
    assert answer.status_code == 422
    assert "field-error" in answer.content.decode()
    assert browse(alice).get("/tasks/new/reap/").status_code == 404


@pytest.mark.parametrize(
    "query", ["?state=NONSENSE", "?before=x", "?room=-1", "?scope=all", "?type=no&state=QUEUED", "?room=9" + "9" * 30]
)
def test_filters_take_any_nonsense(browse: Browse, carol: User, queued: Start, query: str) -> None:
    run = queued()
    answer = browse(carol).get(f"/tasks/{query}")
    assert answer.status_code == 200
    assert str(run.pk) not in answer.content.decode()


def test_the_tray_is_on_every_page(browse: Browse, alice: User, bob: User, running: Start) -> None:
    run = running()
    assert str(run.pk) in browse(alice).get("/notifications/").content.decode()
    assert str(run.pk) not in browse(bob).get("/notifications/").content.decode()
