"""What is too old is forgotten, and whoever asks for it gets a snapshot."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from chat.events import RoomLeft
from project.realtime.admission import Admitted, admit
from project.realtime.groups import user_topic
from project.realtime.models import Receipt, StoredEvent, Stream
from project.realtime.opening import Opening, Openings
from project.realtime.protocol import Place
from project.realtime.prune import prune_events
from project.realtime.publish import publish
from project.realtime.receipts import once


def tell(user: User) -> int:
    with transaction.atomic():
        return publish(user_topic(user.pk), RoomLeft(room=1))


@pytest.fixture
def pruned(alice: User) -> Stream:
    """Three events of alice's, of which two were too old."""
    offsets = [tell(alice) for _ in range(3)]
    long_ago = timezone.now() - timedelta(days=400)
    StoredEvent.objects.filter(stream__topic=user_topic(alice.pk), offset__lte=offsets[1]).update(at=long_ago)
    assert prune_events() == 2
    return Stream.objects.get(topic=user_topic(alice.pk))


def answer_to(user: User, stream: Stream, offset: int) -> Opening:
    (admitted,) = admit(user, [Place(topic=stream.topic, epoch=stream.epoch, offset=offset)])
    assert isinstance(admitted, Admitted)
    return Openings([stream.topic]).of(user, [admitted])[0]


def test_the_young_ones_stay(pruned: Stream) -> None:
    assert list(pruned.events.values_list("offset", flat=True)) == [3]
    assert (pruned.floor, pruned.head) == (2, 3)


def test_offsets_go_on(pruned: Stream, alice: User) -> None:
    assert tell(alice) == 4


@pytest.mark.parametrize(("offset", "recovered"), [(1, False), (2, True), (3, True)])
def test_who_is_too_far_behind_gets_a_snapshot(pruned: Stream, alice: User, offset: int, recovered: bool) -> None:
    assert answer_to(alice, pruned, offset).recovered is recovered


def test_a_pruned_stream_may_be_pruned_again(pruned: Stream) -> None:
    assert prune_events() == 0


def test_old_receipts_are_forgotten(alice: User) -> None:
    once(user=alice, key=uuid4(), verb="test", request={}, work=dict)
    Receipt.objects.update(at=timezone.now() - timedelta(days=400))
    prune_events()
    assert not Receipt.objects.exists()
