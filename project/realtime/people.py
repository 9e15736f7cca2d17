"""A user as others see him."""

from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import HttpRequest
from pydantic import BaseModel, ConfigDict

from project.realtime.errors import NotSignedIn


class Person(BaseModel):
    """``{"id": 7, "name": "alice"}``, wherever a user appears on the wire."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    id: int
    name: str


def person(user: User) -> Person:
    return Person(id=user.pk, name=user.get_username())


def people_of(users: QuerySet[User]) -> list[Person]:
    """In their order. Hundreds may be in one room, so only what a person is made of is read."""
    return [Person.model_construct(id=pk, name=name) for pk, name in users.values_list("pk", "username")]


def signed_in(request: HttpRequest) -> User:
    """The user who asks, or ``NotSignedIn``."""
    if not isinstance(request.user, User):
        raise NotSignedIn
    return request.user
