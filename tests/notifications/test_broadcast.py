"""``manage.py broadcast``, in a process of its own as on the command line."""

import subprocess
import sys

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import CommandError, call_command

from chat.models import Room
from notifications import access
from notifications.models import Alert
from tests.harness.program import ROOT
from tests.harness.servers import environment
from tests.notifications.seen import told


def broadcast(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "manage.py", "broadcast", *words]
    return subprocess.run(
        command, cwd=ROOT, env=environment({}), capture_output=True, text=True, timeout=60, check=False
    )


def texts_of(user: User) -> list[str]:
    return [alert.text for alert in access.alerts_for(user).filter(everyone=False)]


@pytest.fixture
def ops(committed: None, bob: User) -> Group:
    group = Group.objects.create(name=f"ops of {bob.username}")
    bob.groups.add(group)
    return group


def test_users_groups_and_rooms_are_found_by_name_or_id(
    ops: Group, room: Room, alice: User, bob: User, carol: User
) -> None:
    said = f"Hello {alice.username}"
    words = (said, "--group", ops.name, "--room", str(room.pk), "--user", alice.username)
    dry = broadcast(*words, "--dry-run")
    assert (dry.returncode, dry.stdout.strip()) == (0, "It would reach 2 people.")
    assert not Alert.objects.filter(text=said).exists()
    sent = broadcast(*words, "--severity", "critical", "--title", "Now", "--link", "/chat/", "--ends", "2199-01-01")
    assert (sent.returncode, sent.stdout.strip()) == (0, "Sent to 2 people."), sent.stderr
    assert (texts_of(alice), texts_of(bob), texts_of(carol)) == ([said], [said], [])
    assert "alert_raised" not in [name for name, _event in told(carol)]


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("Hello",),
        ("Hello", "--everyone", "--user", "nobody at all"),
        ("Hello", "--room", "no such room"),
        ("Hello", "--group", "no such group"),
        ("Hello", "--everyone", "--severity", "shrill"),
        ("Hello", "--everyone", "--starts", "tomorrow"),
        ("Hello", "--everyone", "--ends", "2020-01-01T00:00"),
        ("Hello", "--everyone", "--link", "javascript:1", "--dry-run"),
        ("", "--everyone"),
        ("Hello", "--everyone", "--loud"),
    ],
)
def test_nonsense_is_one_line_and_nothing_is_sent(db: None, words: tuple[str, ...]) -> None:
    before = Alert.objects.count()
    with pytest.raises(CommandError) as refused:
        call_command("broadcast", *words)
    assert len(str(refused.value).splitlines()) == 1
    assert Alert.objects.count() == before


@pytest.mark.parametrize("words", [("Hello", "--everyone", "--loud"), ("Hello", "--room", "no such room")])
def test_nonsense_ends_with_exit_1(committed: None, words: tuple[str, ...]) -> None:
    refused = broadcast(*words)
    assert (refused.returncode, refused.stdout) == (1, "")
    assert len(refused.stderr.strip().splitlines()) == 1, refused.stderr
