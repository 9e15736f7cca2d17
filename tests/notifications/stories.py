"""What one user is told."""

from collections.abc import Iterator

from django.utils import translation

from notifications import actions as notifications
from tests.scene import Scene, story


@story("notification_created")
def one_more_than_a_snapshot_shows(scene: Scene) -> Iterator[None]:
    for number in range(20):
        scene.note(str(number))
    yield
    scene.note("the newest")


@story("notification_created")
def by_somebody_of_another_language(scene: Scene) -> Iterator[None]:
    yield
    with translation.override("zh-hans"):
        values = {"task": "Count", "state": "SUCCESS"}
        notifications.notify_user(user=scene.bob, kind="task_ended", values=values)


@story("notification_read")
def one_notification(scene: Scene) -> Iterator[None]:
    read = scene.note("first")
    scene.note("second")
    yield
    notifications.mark_notification_read(user=scene.bob, notification=read)


@story("all_read")
def two_of_three(scene: Scene) -> Iterator[None]:
    notifications.mark_notification_read(user=scene.bob, notification=scene.note("first"))
    scene.note("second")
    scene.note("third")
    yield
    notifications.mark_all_read(user=scene.bob)


@story("alert_raised")
def of_all_sorts(scene: Scene) -> Iterator[None]:
    scene.alert(everyone=True, severity="warning")
    yield
    for severity in ("info", "critical", "success", "warning", "info"):
        scene.alert(everyone=severity != "critical", severity=severity, must_acknowledge=severity == "critical")


@story("alert_withdrawn")
def to_everyone_and_to_oneself(scene: Scene) -> Iterator[None]:
    withdrawn = [scene.alert(everyone=True), scene.alert()]
    scene.alert()
    yield
    for alert in withdrawn:
        notifications.withdraw_alert(alert=alert)


@story("alert_dismissed")
def on_another_device(scene: Scene) -> Iterator[None]:
    dismissed = [scene.alert(everyone=True), scene.alert()]
    yield
    for alert in dismissed:
        notifications.dismiss_alert(user=scene.bob, alert=alert)


@story("alert_acknowledged")
def with_another_hand(scene: Scene) -> Iterator[None]:
    alert = scene.alert(must_acknowledge=True)
    yield
    notifications.acknowledge_alert(user=scene.bob, alert=alert)
