"""Which life of its database this is. One that was restored has forgotten what others remember, and begins another.

Offsets are given anew after a restore, and the same number then means another event. So every epoch names the life in
which it was given, and a database that lacks an event of its present life renews all epochs at once.
"""

import logging
import secrets
import threading
from collections.abc import Collection, Iterable
from typing import NamedTuple

from django.db import connection, transaction

from project.realtime.models import Incarnation, StoredEvent, Stream
from project.realtime.witness import Seen, witness

log = logging.getLogger(__name__)

LOOK_SECONDS = 3.0
SUSPECTS = 32


class Life(NamedTuple):
    """``database`` stays the same over all lives; no other database has it but copies of this one."""

    database: str
    number: int

    def new_epoch(self) -> str:
        return f"{self.database}.{self.number}.{secrets.token_urlsafe(6)}"


NO_LIFE = Life("", 0)


def life_in(epoch: str) -> Life:
    """The life in which ``epoch`` was given."""
    database, _dot, rest = epoch.partition(".")
    number = rest.partition(".")[0]
    return Life(database, int(number)) if number.isdecimal() else NO_LIFE


def life_now() -> Life:
    row, _created = Incarnation.objects.get_or_create(pk=1)
    return Life(row.database, row.number)


def begin_streams(topics: Collection[str]) -> None:
    """Make the streams that are not there yet."""
    life = life_now()
    Stream.objects.bulk_create([Stream(topic=topic, epoch=life.new_epoch()) for topic in topics], ignore_conflicts=True)


def look(suspects: Iterable[Seen] = ()) -> bool:
    """Does SQL lack what was committed? Then it is another life, and all epochs are renewed.

    What is remembered is asked for before SQL is, so that what is committed meanwhile is no evidence. Harmless at any
    time and in many processes at once.
    """
    remembered = {*list(suspects)[:SUSPECTS], *witness.remembered()}
    now = life_now()
    if not _forgotten(remembered, now):
        witness.vouch(_lived(remembered, now))
        return False
    with transaction.atomic():
        row = _hold()
        # Somebody else may have noticed, too, and may have been faster.
        lost = _forgotten(remembered, Life(row.database, row.number))
        if lost:
            _renew(row, max(life_in(seen.epoch).number for seen in remembered if _is_ours(seen, row)))
    for seen in lost[:1]:
        log.error(
            "the database has been restored: offset %s of %s is not what it was. All epochs are renewed, every client "
            "begins with a snapshot. If it was not restored, two copies of it share one REDIS_PREFIX.",
            seen.offset,
            seen.topic,
        )
    return bool(lost)


def renew() -> int:
    """Begin another life whatever is remembered; returns how many topics have a new epoch."""
    with transaction.atomic():
        row = _hold()
        return _renew(row, row.number)


def _is_ours(seen: Seen, row: Incarnation) -> bool:
    return life_in(seen.epoch).database == row.database


def _hold() -> Incarnation:
    """One at a time; and nobody publishes until this transaction ends."""
    row = Incarnation.objects.select_for_update().get_or_create(pk=1)[0]
    if connection.vendor == "postgresql":
        # All streams at once and before any of their rows, or we and a publisher of several topics would wait in a
        # circle. SQLite has but one writer anyway.
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {connection.ops.quote_name(Stream._meta.db_table)} IN EXCLUSIVE MODE")
    return row


def _renew(row: Incarnation, newest_known: int) -> int:
    row.number = max(row.number, newest_known) + 1
    row.save(update_fields=["number"])
    return Stream.objects.update(epoch=Life(row.database, row.number).new_epoch())


def _lived(remembered: Collection[Seen], now: Life) -> list[Seen]:
    return [seen for seen in remembered if life_in(seen.epoch) == now]


def _forgotten(remembered: Collection[Seen], now: Life) -> list[Seen]:
    """Those of the remembered events that SQL cannot have had; what was before its present life says nothing."""
    later = [seen for seen in remembered if life_in(seen.epoch).database == now.database and life_in(seen.epoch) > now]
    lived = _lived(remembered, now)
    rows = StoredEvent.objects.filter(pk__in=[seen.pk for seen in lived]).values_list(
        "pk", "stream__topic", "offset", "at"
    )
    stored = {(topic, offset, pk, at.isoformat()) for pk, topic, offset, at in rows}
    missing = [seen for seen in lived if (seen.topic, seen.offset, seen.pk, seen.at) not in stored]
    if later or not missing:
        return later
    streams = {stream.topic: stream for stream in Stream.objects.filter(topic__in={seen.topic for seen in missing})}
    return [seen for seen in missing if _is_gone(seen, streams.get(seen.topic))]


def _is_gone(seen: Seen, stream: Stream | None) -> bool:
    """It is not where it was; was it not merely pruned?"""
    if stream is None or stream.head < seen.offset:
        return True
    return seen.offset > stream.floor and seen.pk > 0


_first_look = threading.Lock()
_looked = False


def look_once() -> None:
    """Before this process first says where a topic stands: most databases are restored while nobody is running."""
    global _looked
    if _looked:
        return
    with _first_look:
        if not _looked:
            look()
            _looked = True
