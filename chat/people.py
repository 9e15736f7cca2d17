"""Who is meant, and who is here."""

from django.contrib.auth.models import User
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chat.access import is_private
from chat.models import Room
from project.realtime.attendance import present
from project.realtime.errors import Invalid, NotFound
from project.realtime.people import Person, people_of


def active_user(user_id: int) -> User:
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if user is None:
        raise NotFound(_("There is no such user."))
    return user


def user_named(name: str) -> User:
    """For forms, where people name each other; ``Invalid`` at the field ``user``."""
    user = User.objects.filter(username=name.strip(), is_active=True).first()
    if user is None:
        raise Invalid(fields={"user": gettext("There is nobody of that name.")})
    return user


def people_in(room: Room) -> list[Person]:
    """Who is in the room at this moment. Who was put out is not, however lately."""
    here = User.objects.filter(pk__in=present(room.topic), is_active=True).order_by("username")
    return people_of(here.filter(memberships__room=room) if is_private(room) else here)
