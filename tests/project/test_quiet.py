"""Libraries that try to reach Redis fill no log, and hide nothing."""

import logging
from collections.abc import Iterator

import pytest
from celery import Celery
from celery.beat import Scheduler
from redis.exceptions import ConnectionError as RedisAway

from project.health.quiet import QUIET_SECONDS, TriesFilter
from tests.project.commands import free_port

BEAT, PUBSUB = "celery.beat", "channels_redis.pubsub"


class Heard(logging.Handler):
    """Keeps the words of what passes the filter, and of which there was a traceback."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.traced: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.words.append(record.getMessage())
        if record.exc_info:
            self.traced.append(record.getMessage())


@pytest.fixture
def heard() -> Iterator[Heard]:
    handler = Heard()
    handler.addFilter(TriesFilter())
    logs = [logging.getLogger(name) for name in (BEAT, PUBSUB)]
    for log in logs:
        log.addHandler(handler)
    yield handler
    for log in logs:
        log.removeHandler(handler)


@pytest.fixture
def celery_beat() -> Iterator[Scheduler]:
    with Celery("beat", broker=f"redis://127.0.0.1:{free_port()}/0", set_as_current=False) as app:
        app.conf.task_publish_retry = False
        app.conf.beat_schedule = {"reap-tasks": {"task": "tasks.reap", "schedule": 1.0}}
        yield Scheduler(app)


def fail(name: str, words: str, error: Exception, *arguments: object) -> None:
    try:
        raise error
    except Exception:
        logging.getLogger(name).exception(words, *arguments)


def test_of_many_tries_one_line_is_said_in_a_minute(heard: Heard, monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1000.0
    monkeypatch.setattr("time.monotonic", lambda: now)
    for _ in range(60):
        fail(PUBSUB, "Unexpected exception in receive task", RedisAway("Error 111"))
    now += QUIET_SECONDS
    fail(PUBSUB, "Unexpected exception in receive task", RedisAway("Error 111"))
    line = "Unexpected exception in receive task: Error 111 (further tries are told once a minute)"
    assert heard.words == [line] * 2
    assert heard.traced == []


def test_each_library_has_a_line_of_its_own(heard: Heard) -> None:
    fail(PUBSUB, "Unexpected exception in receive task", RedisAway("Error 111"))
    fail(BEAT, "Message Error: %s\n%s", OSError("Error 111"), "Error 111", ["a stack"])
    assert heard.words[1:] == ["Message Error: Error 111 (further tries are told once a minute)"]


def test_beat_is_known_by_what_its_error_came_from(heard: Heard, celery_beat: Scheduler) -> None:
    """The real one, and a broker that is not there."""
    for _ in range(2):
        celery_beat.apply_entry(celery_beat.schedule["reap-tasks"])
    (line,) = heard.words
    assert line.startswith("Message Error: Couldn't apply scheduled task reap-tasks")
    assert heard.traced == []


def test_what_is_no_lost_connection_is_told_whole_each_time(heard: Heard) -> None:
    for _ in range(2):
        fail(PUBSUB, "Unexpected exception in receive task", KeyError("channel"))
        fail(PUBSUB, "Something else", RedisAway("Error 111"))
    assert len(heard.traced) == 4
