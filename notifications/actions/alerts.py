"""Alerts of administrators: drafted, sent, raised when their time comes, withdrawn."""

from collections.abc import Iterable
from datetime import datetime
from itertools import islice

from django.contrib.auth.models import Group, User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from notifications.audiences import Audience, ids_of
from notifications.events import AlertRaised, AlertWithdrawn
from notifications.faces import alert_face
from notifications.models import Alert, AlertReceipt
from notifications.severities import Severity
from notifications.validators import tidy
from project.realtime.errors import Conflict, Invalid
from project.realtime.events import Event
from project.realtime.fanout import publish_each
from project.realtime.groups import EVERYONE, user_topic
from project.realtime.publish import publish

RAISE_SECONDS = 1.0
BATCH = 500


def broadcast_alert(
    *,
    text: str,
    title: str = "",
    severity: Severity | str = Severity.INFO,
    link: str = "",
    everyone: bool = False,
    users: Iterable[User | int] = (),
    groups: Iterable[Group | int] = (),
    rooms: Iterable[Model | int] = (),
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
    dismissible: bool = True,
    must_acknowledge: bool = False,
    by: User | None = None,
) -> Alert:
    """Alert everyone, or all of these users, groups and rooms together: at once, or at ``starts_at``.

    What is not valid is ``Invalid`` and names its field. Whether ``by`` may do this is for the caller to ask.
    """
    alert = Alert(text=tidy(text), title=title.strip(), severity=severity, link=link.strip())
    alert.starts_at, alert.ends_at = starts_at, ends_at
    alert.dismissible, alert.must_acknowledge = dismissible, must_acknowledge
    audience = Audience(everyone, ids_of(users), ids_of(groups), ids_of(rooms))
    with transaction.atomic():
        save_draft(alert=alert, audience=audience, by=by)
        return send_alert(alert=alert)


def check_alert(*, alert: Alert, audience: Audience) -> None:
    """Could this be sent? Else ``Invalid``, with what is wrong by field."""
    try:
        alert.full_clean(exclude=["created_by"])
    except ValidationError as error:
        raise Invalid(fields={field: " ".join(texts) for field, texts in error.message_dict.items()}) from error
    if problems := audience.problems():
        raise Invalid(fields=problems)


def save_draft(*, alert: Alert, audience: Audience, by: User | None) -> Alert:
    """Keep what was written, to be sent later; nobody is told."""
    if alert.sent_at:
        raise Conflict(_("This has been sent; it cannot be changed any more."))
    check_alert(alert=alert, audience=audience)
    with transaction.atomic():
        alert.everyone, alert.rooms = audience.everyone, list(audience.rooms)
        alert.created_by = alert.created_by or by
        alert.save()
        alert.users.set(audience.users)
        alert.groups.set(audience.groups)
    return alert


def send_alert(*, alert: Alert) -> Alert:
    """From here on it cannot be changed. Those addressed are told now, or when it begins."""
    check_alert(alert=alert, audience=Audience.of(alert))
    now = timezone.now()
    with transaction.atomic():
        starts_at = alert.starts_at or now
        if not Alert.objects.drafts().filter(pk=alert.pk).update(sent_at=now, starts_at=starts_at):
            raise Conflict(_("This has been sent already."))
        _raise(alert.pk, now)
    alert.refresh_from_db()
    return alert


def raise_due_alerts() -> int:
    """Raise those whose time has come; how many. Done by every web process: each alert is raised by one of them."""
    now = timezone.now()
    return sum(_raise(pk, now) for pk in Alert.objects.due(now).values_list("pk", flat=True))


@transaction.atomic
def _raise(pk: int, now: datetime) -> bool:
    if not Alert.objects.due(now).filter(pk=pk).update(raised_at=now):
        return False
    alert = Alert.objects.get(pk=pk)
    if not alert.everyone:
        _address(alert)
    _tell(alert, alert_face(alert, AlertRaised))
    return True


def _address(alert: Alert) -> None:
    """Who is in the groups and rooms now is addressed; who comes later is not."""
    people = Audience.of(alert).people().values_list("pk", flat=True).iterator()
    while batch := list(islice(people, BATCH)):
        AlertReceipt.objects.bulk_create([AlertReceipt(alert=alert, user_id=pk) for pk in batch])


def _tell(alert: Alert, event: Event) -> None:
    if alert.everyone:
        publish(EVERYONE, event)
    else:
        addressed = AlertReceipt.objects.filter(alert=alert).values_list("user_id", flat=True)
        publish_each({user_topic(pk): event for pk in addressed})


def withdraw_alert(*, alert: Alert) -> Alert:
    """Take it off all screens. A draft, and what was withdrawn before, is a ``Conflict``."""
    with transaction.atomic():
        sent = Alert.objects.filter(pk=alert.pk, sent_at__isnull=False, withdrawn_at=None)
        if not sent.update(withdrawn_at=timezone.now()):
            raise Conflict(_("Only what was sent can be withdrawn, and only once."))
        alert.refresh_from_db()
        if alert.raised_at:
            _tell(alert, AlertWithdrawn(alert=alert.pk))
    return alert


def count_audience(
    *, everyone: bool = False, users: Iterable[int] = (), groups: Iterable[int] = (), rooms: Iterable[int] = ()
) -> int:
    """How many people would be told."""
    return Audience(everyone, ids_of(users), ids_of(groups), ids_of(rooms)).count()
