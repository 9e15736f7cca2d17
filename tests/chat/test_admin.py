import pytest
from django.contrib.auth.models import User

from chat.actions import post_message
from chat.models import Room
from tests.cast import Browse


@pytest.mark.parametrize("page", ["room", "message"])
def test_staff_look_and_change_nothing(room: Room, bob: User, admin: User, browse: Browse, page: str) -> None:
    message = post_message(author=bob, room=room, text="你好", key=None).result["id"]
    pk = {"room": room.pk, "message": message}[page]
    browser = browse(admin)
    assert "你好" in browser.get("/admin/chat/message/?q=你好").content.decode()
    assert browser.get(f"/admin/chat/{page}/{pk}/change/").status_code == 200
    assert browser.get(f"/admin/chat/{page}/add/").status_code == 403
    assert browser.post(f"/admin/chat/{page}/{pk}/delete/", {"post": "yes"}).status_code == 403
    assert browser.post(f"/admin/chat/{page}/{pk}/change/", {"name": "x"}).status_code == 403


def test_others_do_not_get_in(room: Room, carol: User, browse: Browse) -> None:
    assert browse(carol).get(f"/admin/chat/room/{room.pk}/change/").status_code == 302
