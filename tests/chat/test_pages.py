from urllib.parse import quote
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.test import Client as Browser

from chat.access import message_in
from chat.actions import delete_message, post_message
from chat.models import Room, RoomKind
from tests.cast import Browse


@pytest.fixture
def name(alice: User) -> str:
    return f"聊天室 🚀 100% {alice.username}?#"


def test_a_name_is_an_address(alice: User, bob: User, browse: Browse, name: str) -> None:
    entered = browse(alice).post("/chat/", {"name": f" {name}", "kind": "public"})
    assert entered["Location"] == f"/chat/{quote(name)}/"
    page = browse(bob).get(entered["Location"])
    assert page.status_code == 200
    assert Room.objects.get(name=name).memberships.count() == 2
    assert browse(bob).get(f"/chat/{quote(name.upper())}/")["Location"] == entered["Location"]


def test_the_page_shows_what_was_said_and_where_its_topic_stands(
    room: Room, alice: User, bob: User, browse: Browse
) -> None:
    said = post_message(author=bob, room=room, text="<b>你好</b> **du**", key=uuid4()).result
    gone = post_message(author=bob, room=room, text="to be gone", key=uuid4()).result
    last = delete_message(user=bob, message=message_in(room, gone["id"]), key=None).result
    page = browse(alice).get(room.get_absolute_url())
    html = page.content.decode()
    assert f'data-message="{said["id"]}"' in html
    assert "&lt;b&gt;你好&lt;/b&gt; <strong>du</strong>" in html
    assert "to be gone" not in html
    assert [(each.topic, each.offset) for each in page.context["positions"]] == [(room.topic, last["offset"])]


def test_a_message_is_sent_without_scripts(room: Room, bob: User, browse: Browse) -> None:
    url, key = room.get_absolute_url(), str(uuid4())
    for _time in range(2):
        assert browse(bob).post(url, {"text": "by form", "key": key})["Location"] == url
    assert [message.text for message in room.messages.all()] == ["by form"]


def test_what_cannot_be_sent_comes_back_with_the_reason(room: Room, bob: User, browse: Browse) -> None:
    page = browse(bob).post(room.get_absolute_url(), {"text": "/nothing at all", "key": str(uuid4())})
    assert page.status_code == 422
    html = page.content.decode()
    assert "/nothing at all</textarea>" in html
    assert "There is no command /nothing." in html


def test_older_pages_without_scripts(room: Room, alice: User, browse: Browse) -> None:
    rows = [room.messages.create(author=alice, text=str(number), html=f"<p>{number}</p>") for number in range(60)]
    newest = browse(alice).get(room.get_absolute_url())
    assert [line.message.pk for line in newest.context["lines"]] == [row.pk for row in rows[10:]]
    assert f"?before={rows[10].pk}" in newest.content.decode()
    older = browse(alice).get(f"{room.get_absolute_url()}?before={rows[10].pk}")
    assert [line.message.pk for line in older.context["lines"]] == [row.pk for row in rows[:10]]
    assert browse(alice).get(f"{room.get_absolute_url()}?before=x").status_code == 404


def test_carol_finds_nobody_elses_room(room: Room, bob: User, carol: User, browse: Browse) -> None:
    post_message(author=bob, room=room, text="between us", key=uuid4())
    browser = browse(carol)
    absent = browser.get("/chat/r/987654321/")
    private = browser.get(room.get_absolute_url())
    assert private.status_code == absent.status_code == 404
    assert room.name not in private.content.decode()
    for verb in ("join", "leave", "members"):
        assert browser.post(f"/chat/r/{room.pk}/{verb}/", {"user": carol.username}).status_code == 404
    assert room.name not in browser.get("/chat/").content.decode()
    by_name = browser.get(f"/chat/{quote(room.name)}/")
    assert "between us" not in by_name.content.decode()
    assert not room.memberships.filter(user=carol).exists()


def test_a_member_comes_to_a_private_room_by_its_name(room: Room, bob: User, browse: Browse) -> None:
    Room.objects.filter(name_key=room.name_key, kind=RoomKind.PUBLIC).delete()
    assert browse(bob).get(f"/chat/{quote(room.name)}/")["Location"] == room.get_absolute_url()


def test_an_owner_takes_in_by_name_and_puts_out(
    room: Room, alice: User, bob: User, carol: User, browse: Browse
) -> None:
    url = f"/chat/r/{room.pk}/members/"
    assert browse(bob).post(url, {"user": carol.username}).status_code == 403
    refused = browse(alice).post(url, {"user": "nobody of that name"})
    assert refused.status_code == 422
    assert "There is nobody of that name." in refused.content.decode()
    assert browse(alice).post(url, {"user": carol.username}).status_code == 302
    assert browse(carol).get(room.get_absolute_url()).status_code == 200
    browse(alice).post(f"{url}{carol.pk}/remove/")
    assert browse(carol).get(room.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("address", ["a/b", "%2e%2e/x", "%00", "%E2%80%AEx", "x" * 101])
def test_a_bad_name_in_the_address_is_said_and_makes_nothing(alice: User, browse: Browse, address: str) -> None:
    before = Room.objects.count()
    assert browse(alice).get(f"/chat/{address}/").status_code in {400, 404, 422}
    assert Room.objects.count() == before


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/chat/", "/chat/general/", "/chat/r/1/"])
def test_who_is_not_signed_in_is_asked_to(address: str) -> None:
    assert Browser().get(address)["Location"].startswith("/accounts/login/")
