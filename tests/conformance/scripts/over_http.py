"""The API beside the socket: the same objects, and one shape for every error."""

from uuid import uuid4

from tests.conformance.browser import Answer, Browser
from tests.conformance.runner import script
from tests.conformance.shapes import ANYTHING, problems
from tests.conformance.stage import Stage

ERROR = {"code": int, "message": str, "fields?": ANYTHING, "after_ms?": int}


def is_error(answer: Answer, status: int) -> bool:
    found = list(problems(answer.json, ERROR, "error"))
    return (answer.status, answer.json["code"], found) == (status, status, [])


@script()
async def the_api_describes_itself(stage: Stage) -> None:
    page = (await (await stage.api("alice")).get("/api/openapi.json")).json
    assert page["openapi"].startswith("3.")
    assert {"/api/rooms/", "/api/tasks/", "/api/alerts/", "/api/notifications/"} <= set(page["paths"])


@script()
async def errors_have_one_shape(stage: Stage) -> None:
    room, alice, nobody = await stage.room("bob"), await stage.api("alice"), Browser(stage.server.url)
    address = f"/api/rooms/{room.id}/messages/"
    assert is_error(await nobody.get("/api/rooms/"), 401)
    assert is_error(await alice.get("/api/rooms/9007199254740991/messages/"), 404)
    assert is_error(await (await stage.api("bob")).post(f"/api/rooms/{room.id}/members/", {"user": 1}), 403)
    for body in (
        {},
        {"text": "", "key": str(uuid4())},
        {"text": "x", "key": "no uuid"},
        {"text": 7, "key": str(uuid4())},
    ):
        refused = await alice.post(address, body)
        assert is_error(refused, 422), body
        assert refused.json["fields"], body
    key = str(uuid4())
    await alice.made(address, {"text": "once", "key": key})
    assert is_error(await alice.post(address, {"text": "twice", "key": key}), 409)


@script()
async def without_its_token_nothing_is_written(stage: Stage) -> None:
    room, alice = await stage.room(), await stage.people.other_browser("alice")
    alice.forget("csrftoken")
    answer = await alice.post(f"/api/rooms/{room.id}/messages/", {"text": "forged", "key": str(uuid4())})
    assert answer.status == 403
    page = (await (await stage.api("alice")).get(f"/api/rooms/{room.id}/messages/")).json
    assert page == {"items": [], "more": False}
