"""The tags that every template uses."""

import json
import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser, User
from django.template import Context, Template
from django.test import Client

from project.realtime.publish import positions


def render(text: str, **context: Any) -> str:
    return Template("{% load roomcast %}" + text).render(Context(context))


def page_facts(**context: Any) -> dict[str, Any]:
    found = re.search(r"<script[^>]*>(.*)</script>", render("{% page_json %}", **context))
    assert found is not None
    facts: dict[str, Any] = json.loads(found[1])
    return facts


@pytest.fixture
def alice(db: None) -> User:
    return User.objects.create_user("alice")


def test_every_module_has_its_bare_name() -> None:
    found = re.search(r'<script type="importmap" nonce="n0">(.*)</script>', render("{% import_map %}", csp_nonce="n0"))
    assert found is not None
    imports = json.loads(found[1])["imports"]
    assert imports["roomcast/socket"] == "/static/roomcast/socket.js"
    assert not [name for name in imports if name.startswith("admin")]


def test_an_icon_is_decoration_unless_it_says_something() -> None:
    assert 'aria-hidden="true"' in render('{% icon "bell" %}')
    assert 'role="img" aria-label="&lt;b&gt;"' in render('{% icon "bell" label=name %}', name="<b>")


def test_an_avatar_shows_the_first_letter_of_any_script(alice: User) -> None:
    assert ">A<" in render("{% avatar user %}", user=alice)
    assert ">李<" in render("{% avatar user %}", user=User(pk=2, username="李雷"))


def test_a_time_carries_its_moment() -> None:
    moment = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
    assert '<time datetime="2026-11-22T10:00:00+00:00" data-format="time">' in render(
        '{% local_time moment "time" %}', moment=moment
    )


def test_a_page_follows_its_user_and_everyone(alice: User) -> None:
    facts = page_facts(user=alice)
    assert facts["user"] == {"id": alice.pk, "name": "alice"}
    assert [each["topic"] for each in facts["positions"]] == [f"user:{alice.pk}", "everyone"]


def test_what_the_view_read_first_is_not_read_again(alice: User) -> None:
    (early,) = positions(["everyone"])
    facts = page_facts(user=alice, positions=[early, {"topic": "task:9f", "version": [1, 2]}])
    assert [each["topic"] for each in facts["positions"]] == ["everyone", "task:9f", f"user:{alice.pk}"]
    assert facts["positions"][0] == {"topic": "everyone", "epoch": early.epoch, "offset": early.offset}


def test_nobody_follows_nothing() -> None:
    facts = page_facts(user=AnonymousUser())
    assert (facts["user"], facts["positions"]) == (None, [])


@pytest.mark.django_db
def test_the_only_inline_script_has_the_nonce_of_the_policy(client: Client) -> None:
    answer = client.get("/accounts/login/")
    policy = answer["Content-Security-Policy"]
    nonce = re.search(r"'nonce-([^']+)'", policy)
    assert nonce is not None
    assert f'nonce="{nonce[1]}"' in answer.text
    assert "unsafe" not in policy
    inline = re.findall(r"<script(?![^>]*\bsrc=)([^>]*)>", answer.text)
    assert all("nonce=" in attributes or "application/json" in attributes for attributes in inline)
    assert not re.search(r"\sstyle=|\son\w+=", answer.text)
