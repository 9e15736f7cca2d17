"""Tasks over HTTP: by members, and by carol, to whom what is not hers is not there."""

import json
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from chat.models import Room
from tasks.actions import end_attempt, keep_file, write_log
from tasks.actions.attempts import Ending, Line
from tasks.models import ResultFile, TaskRun
from tasks.states import TaskState
from tests.cast import Browse
from tests.tasks.conftest import Start


def post(browser: Client, path: str, body: object) -> Any:
    return browser.post(f"/api/tasks/{path}", json.dumps(body), content_type="application/json")


def test_start_and_look(browse: Browse, alice: User, bob: User, carol: User, room: Room) -> None:
    answer = post(browse(alice), "", {"type": "count", "arguments": {"steps": 5}, "room": room.pk})
    assert answer.status_code == 201
    run_id = answer.json()["id"]
    seen = browse(bob).get(f"/api/tasks/{run_id}/").json()
    assert {name: seen[name] for name in ("state", "current", "total", "percent", "owner", "room", "root")} == {
        "state": "QUEUED", "current": 0, "total": None, "percent": None,
        "owner": alice.pk, "room": room.pk, "root": run_id,
    }  # fmt: skip
    assert [each["id"] for each in browse(bob).get(f"/api/tasks/?room={room.pk}").json()["items"]] == [run_id]
    assert browse(carol).get(f"/api/tasks/?room={room.pk}").json() == {"items": [], "more": False}


@pytest.mark.parametrize("what", ["", "log/", "result/", "tree/", "cancel/", "retry/"])
def test_not_hers_and_not_there_are_one_answer(
    browse: Browse, carol: User, queued: Start, room: Room, what: str
) -> None:
    run = queued(room=room)
    browser = browse(carol)
    answers = []
    for run_id in (run.pk, uuid4(), "nonsense"):
        answer = (
            post(browser, f"{run_id}/{what}", {})
            if what in ("cancel/", "retry/")
            else browser.get(f"/api/tasks/{run_id}/{what}")
        )
        answers.append((answer.status_code, answer.json()))
    assert answers[0][0] == 404
    assert answers[0] == answers[1] == answers[2]
    assert TaskRun.objects.get(pk=run.pk).state == TaskState.QUEUED


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"type": "no_such"}, 404),
        ({"type": "count"}, 422),
        ({"type": "count", "arguments": {"steps": 5}, "room": 10**18}, 404),
        ({"type": "count", "arguments": {"steps": 5}, "key": "x"}, 422),
        ({"type": "count", "arguments": {"steps": 5}, "extra": 1}, 422),
        ({"type": "count", "arguments": []}, 422),
        ({"type": "count", "arguments": {"steps": "\ud800"}}, 422),
        ([], 400),
    ],
)
def test_bad_wishes_are_coded(browse: Browse, alice: User, body: object, code: int) -> None:
    answer = post(browse(alice), "", body)
    assert answer.status_code == code
    assert answer.json()["code"] == code
    assert not TaskRun.objects.filter(owner=alice).exists()


def test_who_looks_may_not_cancel(browse: Browse, alice: User, bob: User, queued: Start, room: Room) -> None:
    run = queued(room=room)
    assert post(browse(bob), f"{run.pk}/cancel/", {}).status_code == 403
    assert post(browse(bob), f"{run.pk}/retry/", {}).status_code == 403
    assert post(browse(alice), f"{run.pk}/retry/", {}).status_code == 409
    assert browse(alice).post(f"/api/tasks/{run.pk}/cancel/").json()["state"] == "CANCELLED"
    assert post(browse(alice), f"{run.pk}/cancel/", {}).status_code == 409
    again = post(browse(alice), f"{run.pk}/retry/", {"key": str(uuid4())}).json()
    assert (again["id"], again["attempt"], again["state"]) == (str(run.pk), 2, "QUEUED")


def test_a_result_is_for_those_who_see_the_task(
    browse: Browse, alice: User, bob: User, carol: User, running: Start, room: Room
) -> None:
    run = running(room=room)
    keep_file(run=run, name="聊天 <b>.html", content=ContentFile(b"<script>"))
    assert browse(alice).get(f"/api/tasks/{run.pk}/result/").status_code == 409
    end_attempt(run_id=run.pk, attempt=1, ending=Ending(TaskState.SUCCESS, result={"exported": 1}))
    shown = browse(bob).get(f"/api/tasks/{run.pk}/").json()
    assert (shown["percent"], shown["result"], shown["files"][0]["name"]) == (100, {"exported": 1}, "聊天 <b>.html")
    for address in (f"/api/tasks/{run.pk}/result/", shown["files"][0]["url"]):
        answer = browse(bob).get(address)
        assert answer.getvalue() == b"<script>"
        assert answer["Content-Disposition"].startswith("attachment;")
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert browse(carol).get(address).status_code == 404
    ResultFile.objects.filter(run=run).update(expires_at=run.created_at)
    assert "expired" in browse(bob).get(f"/api/tasks/{run.pk}/result/").json()["message"]


def test_the_log_from_a_number_on(browse: Browse, alice: User, running: Start) -> None:
    run = running()
    write_log(run_id=run.pk, lines=[Line(number, run.created_at, f"line {number}") for number in (1, 2, 3)])
    answer = browse(alice).get(f"/api/tasks/{run.pk}/log/?after=1&limit=1").json()
    assert ([line["text"] for line in answer["items"]], answer["more"]) == (["line 2"], True)


def test_a_file_comes_as_a_form(browse: Browse, alice: User, room: Room) -> None:
    file = SimpleUploadedFile("in.csv", "\ufeffat,author,text\nnow,我,你好\n".encode())
    form = {"type": "import_messages", "arguments": json.dumps({"room": room.pk}), "format": "csv", "file": file}
    answer = browse(alice).post("/api/tasks/", form)
    assert answer.status_code == 201
    run = TaskRun.objects.get(pk=UUID(answer.json()["id"]))
    assert run.arguments == {"room": room.pk, "format": "csv", "file": "at,author,text\nnow,我,你好\n"}


@pytest.mark.parametrize(("content", "code"), [(b"\xff\xfe\x00", 422), (b"x" * (5 * 1024 * 1024 + 1), 413)])
def test_a_file_that_is_no_text_or_too_large(
    browse: Browse, alice: User, room: Room, content: bytes, code: int
) -> None:
    form = {"type": "import_messages", "room": room.pk, "format": "csv", "file": SimpleUploadedFile("in.csv", content)}
    answer = browse(alice).post("/api/tasks/", form)
    assert (answer.status_code, set(answer.json()["fields"])) == (code, {"file"})


def test_types_come_with_their_schema(browse: Browse, alice: User) -> None:
    items = {each["type"]: each for each in browse(alice).get("/api/task-types/").json()["items"]}
    assert set(items) == {"count", "export_room", "import_messages"}
    assert items["count"]["arguments"]["required"] == ["steps"]
    assert items["export_room"]["arguments"]["properties"]["format"]["enum"] == ["csv", "jsonl"]
    assert items["count"]["command"] == "count"


def test_a_tree_nests_children(browse: Browse, alice: User, running: Start) -> None:
    top, child = running(), running()
    TaskRun.objects.filter(pk=child.pk).update(parent=top, root=top)
    tree = browse(alice).get(f"/api/tasks/{top.pk}/tree/").json()
    assert [(branch["id"], branch["children"]) for branch in tree["children"]] == [(str(child.pk), [])]


def test_nobody_is_let_in_without_a_session(db: None) -> None:
    for path in ("/api/tasks/", "/api/task-types/", f"/api/tasks/{uuid4()}/"):
        assert Client().get(path).status_code == 401
