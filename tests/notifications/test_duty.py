"""A scheduled alert needs no worker: the web process raises it."""

from datetime import timedelta

from django.contrib.auth.models import User
from django.utils import timezone

from notifications.actions import broadcast_alert
from project.realtime.groups import EVERYONE, user_topic
from tests.harness.fixtures import Connect


async def test_a_scheduled_alert_appears_by_itself(connect: Connect, alice: User, carol: User) -> None:
    alices, carols = await connect(alice), await connect(carol)
    for client, user in ((alices, alice), (carols, carol)):
        await client.hello(user_topic(user.pk), EVERYONE)
    alert = broadcast_alert(text="Soon", users=[alice], starts_at=timezone.now() + timedelta(seconds=1))
    assert alert.raised_at is None
    await alices.expect("alert_raised", id=alert.pk, text="Soon")
    await carols.expect_nothing()
