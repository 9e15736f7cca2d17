"""Who is here, in a real Valkey."""

import pytest
from django.conf import settings as django_settings
from pytest_django import Settings
from redis import Redis

from project.realtime import presence

ALICE, BOB, CAROL = 1, 2, 3


@pytest.fixture
def topic(request: pytest.FixtureRequest) -> str:
    return f"room:{abs(hash(request.node.nodeid))}"


@pytest.fixture
def server() -> Redis:
    return Redis.from_url(django_settings.REDIS_URLS[0])


def lapse(server: Redis, topic: str, member: str) -> None:
    """Let the entry's time be over, as when its process was killed a while ago."""
    assert server.zadd(f"{django_settings.REDIS_PREFIX}:presence:{topic}", {member: 1}, xx=True, ch=True) == 1


def test_two_tabs_are_one_presence(topic: str) -> None:
    assert presence.enter(topic, ["1:a"]) == {ALICE}
    assert presence.enter(topic, ["1:b"]) == set()
    assert presence.leave(topic, ["1:a"]) == set()
    assert presence.present(topic) == [ALICE]
    assert presence.leave(topic, ["1:b"]) == {ALICE}
    assert presence.present(topic) == []


def test_renewing_announces_nobody(topic: str) -> None:
    assert presence.enter(topic, ["1:a", "2:b"]) == {ALICE, BOB}
    assert presence.enter(topic, ["1:a", "2:b"]) == set()


def test_users_whose_numbers_begin_alike_are_not_confused(topic: str) -> None:
    presence.enter(topic, ["12:a"])
    assert presence.enter(topic, ["1:a"]) == {1}
    assert presence.leave(topic, ["1:a"]) == {1}
    assert presence.present(topic) == [12]


def test_whoever_vanished_lapses_and_is_announced_once(topic: str, server: Redis) -> None:
    presence.enter(topic, ["1:a", "2:b"])
    lapse(server, topic, "2:b")
    assert presence.present(topic) == [ALICE]
    assert presence.leave(topic) == {BOB}
    assert presence.leave(topic) == set()


def test_who_comes_back_after_lapsing_has_come_anew(topic: str, server: Redis) -> None:
    presence.enter(topic, ["1:a"])
    lapse(server, topic, "1:a")
    assert presence.enter(topic, ["1:a"]) == {ALICE}


def test_a_room_that_everybody_left_leaves_nothing(topic: str, server: Redis) -> None:
    presence.enter(topic, ["1:a"])
    presence.leave(topic, ["1:a"])
    assert not server.exists(f"{django_settings.REDIS_PREFIX}:presence:{topic}")


def test_rooms_are_apart(topic: str) -> None:
    presence.enter(topic, ["1:a"])
    assert presence.present(topic + "9") == []


def test_the_time_to_live_is_the_setting(topic: str, server: Redis, settings: Settings) -> None:
    settings.PRESENCE_SECONDS = 3
    presence.enter(topic, ["3:a"])
    score = server.zscore(f"{django_settings.REDIS_PREFIX}:presence:{topic}", "3:a")
    seconds, _microseconds = server.time()
    assert score is not None
    assert 1 <= score - seconds <= 4
