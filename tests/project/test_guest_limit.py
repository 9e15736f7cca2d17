"""Guests come in by one click, but not by thousands from one address."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import Settings

from project.accounts.views import GUESTS_AT_ONCE

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _guests_welcome(settings: Settings) -> None:
    settings.ALLOW_GUESTS = True


def enter(address: str) -> int:
    return Client(REMOTE_ADDR=address).post("/accounts/guest/").status_code


def test_too_many_from_one_address_are_told_to_wait() -> None:
    answers = {enter("192.0.2.1") for _guest in range(GUESTS_AT_ONCE)}
    assert answers == {302}
    page = Client(REMOTE_ADDR="192.0.2.1").post("/accounts/guest/")
    assert page.status_code == 429
    assert "Please try again in a minute." in page.text
    assert User.objects.count() == GUESTS_AT_ONCE
    assert enter("192.0.2.2") == 302


def test_whom_a_proxy_vouches_for_is_whom_it_saw(settings: Settings) -> None:
    """A visitor writes what he likes into the header; the proxy appends where he really came from."""
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

    def enter_claiming(claimed: str) -> int:
        seen = f"{claimed}, 192.0.2.1"
        return Client(REMOTE_ADDR=claimed).post("/accounts/guest/", headers={"X-Forwarded-For": seen}).status_code

    assert {enter_claiming(f"198.51.100.{number}") for number in range(GUESTS_AT_ONCE)} == {302}
    assert enter_claiming("203.0.113.9") == 429


def test_without_a_proxy_the_header_is_nothing(settings: Settings) -> None:
    settings.SECURE_PROXY_SSL_HEADER = None
    answers = [
        Client(REMOTE_ADDR="192.0.2.1").post("/accounts/guest/", headers={"X-Forwarded-For": f"198.51.100.{number}"})
        for number in range(GUESTS_AT_ONCE + 1)
    ]
    assert answers[-1].status_code == 429
