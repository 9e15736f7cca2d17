"""Signing in and out, guests, and a browser's own choices."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import Settings

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice() -> User:
    return User.objects.create_user("alice", password="demo")


def test_signing_in_leads_to_where_one_wanted_to_go(client: Client, alice: User) -> None:
    answer = client.post("/accounts/login/", {"username": "alice", "password": "demo", "next": "/tasks/"})
    assert (answer.status_code, answer["Location"]) == (302, "/tasks/")
    assert client.get("/accounts/session/").json() == {"user": {"id": alice.pk, "name": "alice"}}


def test_a_wrong_password_is_said_and_the_name_is_kept(client: Client, alice: User) -> None:
    answer = client.post("/accounts/login/", {"username": "alice", "password": "no"})
    assert answer.status_code == 200
    assert 'role="alert"' in answer.text
    assert 'value="alice"' in answer.text


def test_signing_out_ends_the_session(client: Client, alice: User) -> None:
    client.force_login(alice)
    client.post("/accounts/logout/")
    answer = client.get("/accounts/session/")
    assert (answer.status_code, answer.json()["code"]) == (401, 401)


def test_a_guest_is_in_by_one_click(client: Client, settings: Settings) -> None:
    settings.ALLOW_GUESTS = True
    assert client.post("/accounts/guest/", {"next": "/chat/"})["Location"] == "/chat/"
    guest = User.objects.get(pk=client.get("/accounts/session/").json()["user"]["id"])
    assert guest.username.startswith("guest-")
    assert not guest.has_usable_password()
    assert not guest.is_staff


def test_two_clicks_make_one_guest(client: Client, settings: Settings) -> None:
    settings.ALLOW_GUESTS = True
    for _click in range(2):
        client.post("/accounts/guest/")
    assert User.objects.count() == 1


def test_no_guest_where_none_is_allowed(client: Client, settings: Settings) -> None:
    settings.ALLOW_GUESTS = False
    assert client.post("/accounts/guest/").status_code == 404
    assert "/accounts/guest/" not in client.get("/accounts/login/").text
    assert not User.objects.exists()


@pytest.mark.parametrize("address", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_nobody_is_sent_to_another_site(client: Client, address: str) -> None:
    assert client.post("/accounts/theme/", {"theme": "dark", "next": address})["Location"] == "/"


def test_the_theme_is_kept_in_the_browser(client: Client) -> None:
    client.post("/accounts/theme/", {"theme": "dark"})
    assert 'data-theme="dark"' in client.get("/accounts/login/").text
    client.post("/accounts/theme/", {"theme": "<b>"})
    assert client.cookies["theme"].value == "dark"


def test_the_language_is_kept_in_the_browser(client: Client) -> None:
    client.post("/accounts/language/", {"language": "zh-hans", "next": "/accounts/login/"})
    page = client.get("/accounts/login/").text
    assert '<html lang="zh-hans"' in page
    assert "欢迎来到 Roomcast" in page
