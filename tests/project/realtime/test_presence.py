"""Who is here, in a real Valkey."""

import pytest
from django.conf import settings as django_settings
from pytest_django import Settings
from redis import Redis

from project.realtime import presence

ALICE, BOB, CAROL = 1, 2, 3
AT_ONCE, SOON = 0.0, 30.0


@pytest.fixture
def topic(request: pytest.FixtureRequest) -> str:
    return f"room:{abs(hash(request.node.nodeid))}"


@pytest.fixture
def server() -> Redis:
    return Redis.from_url(django_settings.REDIS_URLS[0])


def key_of(topic: str) -> str:
    return f"{django_settings.REDIS_PREFIX}:presence:{topic}"


def lapse(server: Redis, topic: str, member: str) -> None:
    """Let the entry's time be over, as when its process was killed a while ago."""
    assert server.zadd(key_of(topic), {member: 1}, xx=True, ch=True) == 1


def here(topic: str) -> set[int]:
    return presence.sweep(topic).here


def test_two_tabs_are_one_presence(topic: str) -> None:
    assert presence.enter(topic, ["1:a"]) == {ALICE}
    assert presence.enter(topic, ["1:b"]) == set()
    presence.leave(topic, {"1:a": AT_ONCE})
    assert presence.sweep(topic) == presence.Swept(ended=set(), here={ALICE})
    presence.leave(topic, {"1:b": AT_ONCE})
    assert presence.sweep(topic) == presence.Swept(ended={ALICE}, here=set())


def test_renewing_announces_nobody(topic: str) -> None:
    assert presence.enter(topic, ["1:a", "2:b"]) == {ALICE, BOB}
    assert presence.enter(topic, ["1:a", "2:b"]) == set()


def test_who_may_have_been_entered_unheard_begins_once_more(topic: str) -> None:
    """Redis was frozen, did what it had been told when it was back, and nobody heard the answer."""
    presence.enter(topic, ["1:a"])
    assert presence.enter(topic, ["2:b"], unsure=["1:a"]) == {ALICE, BOB}
    # His other tab has been told of.
    assert presence.enter(topic, [], unsure=["1:c"]) == set()
    assert presence.sweep(topic).here == {ALICE, BOB}


def test_users_whose_numbers_begin_alike_are_not_confused(topic: str) -> None:
    presence.enter(topic, ["12:a"])
    assert presence.enter(topic, ["1:a"]) == {1}
    presence.leave(topic, {"1:a": AT_ONCE})
    assert presence.sweep(topic) == presence.Swept(ended={1}, here={12})


def test_whoever_vanished_lapses_and_is_announced_once(topic: str, server: Redis) -> None:
    presence.enter(topic, ["1:a", "2:b"])
    lapse(server, topic, "2:b")
    assert presence.sweep(topic) == presence.Swept(ended={BOB}, here={ALICE})
    assert presence.sweep(topic) == presence.Swept(ended=set(), here={ALICE})


def test_who_lapsed_and_is_back_before_anybody_was_told_never_left(topic: str, server: Redis) -> None:
    presence.enter(topic, ["1:a"])
    lapse(server, topic, "1:a")
    assert presence.enter(topic, ["1:a"]) == set()
    assert presence.sweep(topic) == presence.Swept(ended=set(), here={ALICE})


def test_who_comes_back_after_the_others_were_told_has_come_anew(topic: str, server: Redis) -> None:
    presence.enter(topic, ["1:a"])
    lapse(server, topic, "1:a")
    presence.sweep(topic)
    assert presence.enter(topic, ["1:a"]) == {ALICE}


def test_who_leaves_and_comes_back_soon_never_left(topic: str) -> None:
    presence.enter(topic, ["1:a"])
    presence.leave(topic, {"1:a": SOON})
    assert presence.sweep(topic) == presence.Swept(ended=set(), here={ALICE})
    assert presence.enter(topic, ["1:b"]) == set()


def test_who_never_entered_does_not_come_by_leaving(topic: str, server: Redis) -> None:
    presence.leave(topic, {"1:a": SOON})
    assert not server.exists(key_of(topic))


def test_a_room_that_everybody_left_leaves_nothing(topic: str, server: Redis) -> None:
    presence.enter(topic, ["1:a"])
    presence.leave(topic, {"1:a": AT_ONCE})
    presence.sweep(topic)
    assert not server.exists(key_of(topic))


def test_rooms_are_apart(topic: str) -> None:
    presence.enter(topic, ["1:a"])
    assert here(topic + "9") == set()


def test_the_time_to_live_is_the_setting(topic: str, server: Redis, settings: Settings) -> None:
    settings.PRESENCE_SECONDS = 3
    presence.enter(topic, ["3:a"])
    score = server.zscore(key_of(topic), "3:a")
    seconds, _microseconds = server.time()
    assert score is not None
    assert 1 <= score - seconds <= 4
