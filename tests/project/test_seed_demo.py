import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from pytest_django.fixtures import Settings

from chat.models import Message, Room


@pytest.fixture
def debug(settings: Settings) -> None:
    settings.DEBUG = True


@pytest.mark.django_db
@pytest.mark.usefixtures("debug")
def test_doing_it_twice_changes_nothing() -> None:
    call_command("seed_demo", verbosity=0)
    first = (User.objects.count(), Room.objects.count(), Message.objects.count())
    call_command("seed_demo", verbosity=0)
    assert (User.objects.count(), Room.objects.count(), Message.objects.count()) == first
    assert Room.objects.public().filter(name="聊天室").exists()


@pytest.mark.django_db
@pytest.mark.usefixtures("debug")
def test_people_may_sign_in_and_carol_sees_no_private_room() -> None:
    call_command("seed_demo", verbosity=0)
    people = {name: authenticate(username=name, password="demo") for name in ("admin", "alice", "bob", "carol")}
    assert all(people.values())
    assert [name for name, user in people.items() if user and user.is_superuser] == ["admin"]
    private = Room.objects.private().get()
    assert [name for name, user in people.items() if user and private in Room.objects.visible_to(user)] == [
        "alice",
        "bob",
    ]


@pytest.mark.django_db
def test_is_refused_where_debug_is_off() -> None:
    with pytest.raises(CommandError, match="DEBUG is off"):
        call_command("seed_demo")
    assert not User.objects.exists()
