"""Forgetting what no client will ask for again."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from project.realtime.models import Receipt, StoredEvent, Stream


def prune_events() -> int:
    """Forget events, and the receipts of keyed commands, that are older than ``EVENT_DAYS``; returns how many events.

    The floor moves with them: a client that knows an older offset gets a snapshot. Offsets themselves never start anew.
    """
    before = timezone.now() - timedelta(days=settings.EVENT_DAYS)
    Receipt.objects.filter(at__lt=before).delete()
    old = StoredEvent.objects.filter(at__lt=before).values("stream").annotate(newest=Max("offset")).order_by("stream")
    return sum(_prune_stream(each["stream"], each["newest"]) for each in old)


@transaction.atomic
def _prune_stream(stream_id: int, newest: int) -> int:
    Stream.objects.filter(pk=stream_id, floor__lt=newest).update(floor=newest)
    deleted, _by_model = StoredEvent.objects.filter(stream=stream_id, offset__lte=newest).delete()
    return deleted
