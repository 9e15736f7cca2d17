"""The people of every test: alice owns, bob is a member, carol must never see anything.

Each test has an alice of its own, named like ``alice-3f2a91``, so that no test meets another's rows.
"""

import secrets
from collections.abc import Callable

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client as Browser

from chat.actions import add_member, create_room
from chat.models import Room, RoomKind

Browse = Callable[[User], Browser]


def new_user(name: str, *, is_admin: bool = False) -> User:
    """Without a password, which would take long to hash; who signs in by form sets one."""
    unique = f"{name}-{secrets.token_hex(3)}"
    return User.objects.create_user(unique, is_staff=is_admin, is_superuser=is_admin)


def browser_of(user: User) -> Browser:
    browser = Browser()
    browser.force_login(user)
    return browser


def session_of(user: User) -> str:
    """The value of a session cookie for which ``user`` is signed in."""
    return browser_of(user).cookies[settings.SESSION_COOKIE_NAME].value


@pytest.fixture
def rows(request: pytest.FixtureRequest) -> None:
    """Rows of this test: seen by other processes where it has any, else rolled back."""
    request.getfixturevalue("committed" if "committed" in request.fixturenames else "db")


@pytest.fixture
def alice(rows: None) -> User:
    return new_user("alice")


@pytest.fixture
def bob(rows: None) -> User:
    return new_user("bob")


@pytest.fixture
def carol(rows: None) -> User:
    return new_user("carol")


@pytest.fixture
def admin(rows: None) -> User:
    return new_user("admin", is_admin=True)


@pytest.fixture
def room(alice: User, bob: User) -> Room:
    """Private: alice owns it and bob is a member."""
    room, _created = create_room(user=alice, name="产品讨论组 🚀", kind=RoomKind.PRIVATE)
    add_member(by=alice, room=room, user=bob)
    return room


@pytest.fixture
def browse() -> Browse:
    """``browse(alice)`` is Django's test client with her signed in."""
    return browser_of
