import json
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.test import Client as Browser

from chat.actions import create_room
from chat.models import Room
from tests.cast import Browse


def post(browser: Browser, path: str, **body: Any) -> Any:
    return browser.post(path, json.dumps(body), content_type="application/json")


def say(browser: Browser, room: Room, text: str, **more: Any) -> Any:
    return post(browser, f"/api/rooms/{room.pk}/messages/", **{"text": text, "key": str(uuid4())} | more)


def test_saying_answers_with_the_message(room: Room, bob: User, browse: Browse) -> None:
    answer = say(browse(bob), room, "你好 *du*")
    assert answer.status_code == 201
    message = answer.json()
    assert message["text"], message["author"] == ("你好 *du*", {"id": bob.pk, "name": bob.username})
    assert (message["html"], message["duplicate"]) == ("<p>你好 <em>du</em></p>", False)
    listed = browse(bob).get(f"/api/rooms/{room.pk}/messages/").json()
    assert listed == {
        "items": [{name: message[name] for name in message if name not in {"offset", "duplicate"}}],
        "more": False,
    }


def test_one_key_is_one_message(room: Room, bob: User, browse: Browse) -> None:
    key = str(uuid4())
    first, second = (say(browse(bob), room, "hi", key=key) for _time in range(2))
    assert (first.status_code, second.status_code) == (201, 200)
    assert second.json() == first.json() | {"duplicate": True}
    assert say(browse(bob), room, "other", key=key).status_code == 409


def test_history_both_ways(room: Room, alice: User, bob: User, browse: Browse) -> None:
    ids = [say(browse(user), room, "x").json()["id"] for user in (alice, bob) for _time in range(3)]
    path = f"/api/rooms/{room.pk}/messages/"

    def page(query: str) -> tuple[list[int], bool]:
        found = browse(bob).get(f"{path}?{query}").json()
        return [item["id"] for item in found["items"]], found["more"]

    assert page("limit=2") == (ids[4:], True)
    assert page(f"limit=3&before={ids[4]}") == (ids[1:4], True)
    assert page(f"before={ids[2]}") == (ids[:2], False)
    assert page(f"limit=2&after={ids[0]}") == (ids[1:3], True)
    assert page(f"after={ids[5]}") == ([], False)
    for nonsense in ("limit=0", "limit=101", "before=x", f"before={ids[1]}&after={ids[0]}"):
        assert browse(bob).get(f"{path}?{nonsense}").status_code == 422


def test_carol_is_told_nothing_by_any_door(room: Room, carol: User, browse: Browse) -> None:
    browser = browse(carol)
    absent = Room(pk=987_654_321)
    for place in ("messages/", "members/"):
        private, missing = (browser.get(f"/api/rooms/{each.pk}/{place}") for each in (room, absent))
        assert (private.status_code, private.json()) == (missing.status_code, missing.json()) == (404, missing.json())
    assert say(browser, room, "hi").status_code == 404
    for verb, body in (("join", {}), ("leave", {}), ("members", {"user": carol.pk})):
        assert post(browser, f"/api/rooms/{room.pk}/{verb}/", **body).status_code == 404
    assert browser.delete(f"/api/rooms/{room.pk}/members/{carol.pk}/").status_code == 404
    assert room.pk not in [each["id"] for each in browser.get("/api/rooms/").json()["items"]]
    assert not room.messages.exists()


def test_making_a_room(alice: User, carol: User, browse: Browse) -> None:
    name = f"开放 {alice.username}"
    made = post(browse(alice), "/api/rooms/", name=name)
    again = post(browse(carol), "/api/rooms/", name=name.upper())
    assert (made.status_code, again.status_code) == (201, 200)
    assert made.json()["id"] == again.json()["id"]
    private = post(browse(alice), "/api/rooms/", name=name, private=True).json()
    assert (private["kind"], private["url"]) == ("private", f"/chat/r/{private['id']}/")
    refused = post(browse(alice), "/api/rooms/", name="\u202ex")
    assert (refused.status_code, list(refused.json()["fields"])) == (422, ["name"])


def test_members_come_and_go(room: Room, alice: User, bob: User, carol: User, browse: Browse) -> None:
    path = f"/api/rooms/{room.pk}/members/"
    assert post(browse(bob), path, user=carol.pk).status_code == 403
    assert post(browse(alice), path, user=987_654_321).status_code == 404
    assert post(browse(alice), path, user=str(carol.pk)).status_code == 422
    assert [post(browse(alice), path, user=carol.pk).status_code for _time in range(2)] == [201, 200]
    assert browse(alice).delete(f"{path}{carol.pk}/").status_code == 204
    assert browse(carol).get(path).status_code == 404
    assert post(browse(bob), f"/api/rooms/{room.pk}/leave/").status_code == 204


@pytest.mark.parametrize("body", [{}, {"text": "x"}, {"text": "x", "key": "1"}, {"text": 1, "key": "k"}, {"more": 1}])
def test_a_malformed_message_is_refused(room: Room, bob: User, browse: Browse, body: dict[str, Any]) -> None:
    answer = post(browse(bob), f"/api/rooms/{room.pk}/messages/", **body)
    assert (answer.status_code, answer.json()["code"]) == (422, 422)


def test_without_a_session_or_a_token_nothing_is_done(room: Room, alice: User, browse: Browse) -> None:
    assert Browser().get("/api/rooms/").status_code == 401
    strict = Browser(enforce_csrf_checks=True)
    strict.force_login(alice)
    assert say(strict, room, "forged").status_code == 403
    assert not create_room(user=alice, name=room.name)[0].messages.exists()
    assert not room.messages.exists()
