"""A broker that is away holds nobody up, and is told of once."""

import logging
from datetime import timedelta
from functools import partial
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from kombu.transport.redis import Channel

from project.realtime.outage import Outage
from tasks import dispatch
from tasks.actions.cleaning import send_waiting
from tasks.models import TaskRun
from tasks.task_types import named

WAITED = timedelta(minutes=5)


class Broker:
    """Counts what it is given, and takes it where it is not ``away``."""

    def __init__(self) -> None:
        self.given = 0
        self.away: Exception | None = ConnectionRefusedError("nobody there")

    def take(self, *_: object, **__: object) -> None:
        self.given += 1
        if self.away:
            raise self.away


@pytest.fixture
def broker(monkeypatch: pytest.MonkeyPatch) -> Broker:
    broker = Broker()
    monkeypatch.setattr(dispatch, "outage", Outage(logging.getLogger("broker"), "handing over"))
    monkeypatch.setattr(type(named("count")), "send", broker.take)
    return broker


@pytest.fixture
def waiting(alice: User) -> list[TaskRun]:
    """Runs that no broker has been given, for longer than sending takes."""
    runs = [TaskRun.objects.create(type="count", title="Count", owner=alice) for _ in range(3)]
    TaskRun.objects.update(created_at=timezone.now() - WAITED)
    return runs


def test_a_broker_that_is_away_is_asked_once_a_round_and_told_of_once(
    broker: Broker, waiting: list[TaskRun], caplog: pytest.LogCaptureFixture
) -> None:
    for round_ in (1, 2, 3):
        assert send_waiting(now=timezone.now()) == 0
        assert broker.given == round_
    broker.away = None
    assert send_waiting(now=timezone.now()) == len(waiting)
    assert not TaskRun.objects.filter(dispatched_at=None).exists()
    told = [record.getMessage() for record in caplog.records if record.name == "broker"]
    assert [line.partition(":")[0] for line in told] == [
        "handing over fails; nothing more is said of it until it works again",
        "handing over works again after 0 s; 3 failed meanwhile",
    ]


def test_one_that_cannot_be_sent_keeps_no_other_from_it(
    broker: Broker, waiting: list[TaskRun], caplog: pytest.LogCaptureFixture
) -> None:
    """Nor does it fail for whoever started it."""
    broker.away = AttributeError("a mistake of ours")
    assert dispatch.delivered(broker.take, uuid4()) is False
    assert send_waiting(now=timezone.now()) == 0
    assert broker.given == 1 + len(waiting)
    traced = [record for record in caplog.records if record.exc_info]
    assert len(traced) == broker.given


def test_a_channel_that_kombu_has_closed_is_an_outage(broker: Broker, caplog: pytest.LogCaptureFixture) -> None:
    closed, channel = SimpleNamespace(connection=None), vars(Channel)
    assert dispatch.delivered(partial(channel["_connparams"], closed), uuid4()) is False
    assert dispatch.outage.lasts
    assert not [record for record in caplog.records if record.exc_info]
