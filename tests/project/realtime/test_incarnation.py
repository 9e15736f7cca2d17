"""A database that has forgotten what was committed begins another life; everything else is no reason to."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from redis import Redis

from project.realtime import log
from project.realtime.groups import user_topic
from project.realtime.incarnation import Life, life_in, life_now, look, renew
from project.realtime.models import Incarnation, StoredEvent, Stream
from project.realtime.prune import prune_events
from project.realtime.publish import positions, publish
from project.realtime.publisher import publisher
from project.realtime.witness import witness
from tests.harness.together import at_once
from tests.project.realtime.test_publish import BellRung, ring, ring_or_fail

KEYS = [f"{settings.REDIS_PREFIX}:{name}-events" for name in ("newest", "vouched")]


@pytest.fixture
def redis(committed: None) -> Redis:
    """As every test finds it: nobody remembers anything."""
    publisher.flush()
    witness.forget()
    client = Redis.from_url(settings.REDIS_URLS[0])
    client.delete(*KEYS)
    return client


@pytest.fixture
def topic(redis: Redis, alice: User) -> str:
    """Three events, all of them pushed."""
    topic = user_topic(alice.pk)
    for number in (1, 2, 3):
        ring(topic, number)
    assert publisher.flush(5)
    return topic


def go_back(topic: str, offset: int) -> None:
    """What a restore does to a topic."""
    with transaction.atomic():
        StoredEvent.objects.filter(stream__topic=topic, offset__gt=offset).delete()
        Stream.objects.filter(topic=topic).update(head=offset)


def epoch_of(topic: str) -> str:
    return Stream.objects.get(topic=topic).epoch


def is_renewed(act: Callable[[], object], topic: str) -> bool:
    """Does ``act``, and a look after it, end in another life? Another process may be the one that notices."""
    before, life = epoch_of(topic), life_now()
    act()
    look()
    renewed = life_now().number > life.number
    assert (epoch_of(topic) != before) is renewed
    assert life_in(epoch_of(topic)) == life_now()
    return renewed


def test_nothing_happened(topic: str) -> None:
    assert not is_renewed(lambda: None, topic)


def test_what_was_committed_is_not_there(topic: str) -> None:
    assert is_renewed(lambda: go_back(topic, 2), topic)
    assert not is_renewed(lambda: None, topic)
    assert ring(topic) == 3


def test_something_else_is_in_its_place(topic: str) -> None:
    """More was said after the restore than had been forgotten: heads alone do not show it."""

    def restore() -> None:
        go_back(topic, 1)
        for number in range(5):
            ring(topic, number)

    assert is_renewed(restore, topic)


def test_what_was_forgotten_is_crowded_out(topic: str, redis: Redis) -> None:
    """Workers go on publishing while no web process is there to look: what the last one vouched for is still known."""
    look()
    go_back(topic, 1)
    for number in range(40):
        ring(topic, number)
    assert publisher.flush(5)
    witness.forget()
    assert is_renewed(lambda: None, topic)


def test_the_whole_topic_is_not_there(topic: str) -> None:
    life = life_now()
    Stream.objects.filter(topic=topic).delete()
    look()
    assert life_now().number == life.number + 1


def test_all_topics_begin_anew(topic: str, bob: User) -> None:
    others = user_topic(bob.pk)
    ring(others)
    before = epoch_of(others)
    go_back(topic, 2)
    look()
    assert epoch_of(others) != before
    assert Stream.objects.get(topic=others).head == 1


def test_who_has_just_started_is_told_by_redis(topic: str) -> None:
    witness.forget()
    assert is_renewed(lambda: go_back(topic, 2), topic)


def test_an_emptied_redis_is_no_restore(topic: str, redis: Redis) -> None:
    assert not is_renewed(lambda: redis.delete(*KEYS), topic)
    assert redis.exists(*KEYS) == 2
    redis.delete(*KEYS)
    witness.forget()
    assert not is_renewed(lambda: None, topic)


def test_redis_away_is_no_restore(topic: str, redis: Redis) -> None:
    assert not is_renewed(lambda: redis.client_pause(1500), topic)
    redis.client_unpause()


def test_a_rollback_is_no_restore(topic: str) -> None:
    assert not is_renewed(lambda: ring_or_fail(topic, 4, fail=True), topic)
    assert publisher.flush(5)
    assert not is_renewed(lambda: ring(topic), topic)


def test_pruning_is_no_restore(topic: str) -> None:
    def prune() -> None:
        StoredEvent.objects.filter(stream__topic=topic).update(at=timezone.now() - timedelta(days=400))
        assert prune_events() >= 3

    assert not is_renewed(prune, topic)


def test_another_database_has_its_own_past(topic: str, redis: Redis) -> None:
    foreign = Life("another1", life_now().number + 5).new_epoch()
    redis.lpush(KEYS[0], f'["{topic}", "{foreign}", 70, 70, ""]', '["a form", "of another version"]', "17")
    assert not is_renewed(lambda: None, topic)


def test_another_prefix_is_another_site(topic: str, redis: Redis) -> None:
    redis.rename(KEYS[0], f"other-{KEYS[0]}")
    witness.forget()
    assert not is_renewed(lambda: go_back(topic, 2), topic)
    redis.delete(f"other-{KEYS[0]}")


def test_a_forgotten_renewal_is_renewed(topic: str) -> None:
    """The backup is older than the last restore: its epochs are those of two lives ago."""
    old, life = epoch_of(topic), life_now()
    renew()
    ring(topic)
    assert publisher.flush(5)

    go_back(topic, 3)
    Stream.objects.update(epoch=old)
    Incarnation.objects.update(number=life.number)
    look()
    assert life_now().number == life.number + 2
    assert epoch_of(topic) != old


def test_many_notice_and_one_renews(topic: str) -> None:
    life = life_now()
    go_back(topic, 2)
    at_once([look] * 6)
    assert life_now().number == life.number + 1


def test_publishing_goes_on_meanwhile(topic: str, bob: User, carol: User) -> None:
    """Who tells two topics in one transaction and who renews all of them never wait for each other in a circle."""
    pair = [user_topic(bob.pk), user_topic(carol.pk)]
    # Whoever locks the rows as they lie in the table locks them the other way round.
    positions(pair[1:])
    positions(pair[:1])

    def publish_both() -> None:
        for number in range(15):
            with transaction.atomic():
                for each in pair:
                    publish(each, BellRung(number=number))

    at_once([publish_both] * 3 + [lambda: [renew() for _ in range(10)]])
    for each in pair:
        offsets = StoredEvent.objects.filter(stream__topic=each).order_by("offset").values_list("offset", flat=True)
        assert list(offsets) == list(range(1, 46))


def test_heads_that_went_back_are_noticed_by_comparing_them(topic: str, redis: Redis) -> None:
    """As after a failover that lost what nobody had pushed, or that was pushed to nobody."""
    before = log.heads([topic])[topic]
    redis.delete(*KEYS)
    witness.forget()
    go_back(topic, 1)
    epoch, head = log.heads([topic])[topic]
    assert (epoch != before[0], head) == (True, 1)
    assert log.heads([topic])[topic] == (epoch, 1)


def test_the_operator_renews_by_hand(topic: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert is_renewed(lambda: call_command("renew_epochs"), topic)
    assert capsys.readouterr().out == f"{Stream.objects.count()} topics have a new epoch.\n"


def test_a_new_topic_belongs_to_the_present_life(topic: str, bob: User) -> None:
    renew()
    (place,) = positions([user_topic(bob.pk)])
    assert life_in(place.epoch) == life_now()
