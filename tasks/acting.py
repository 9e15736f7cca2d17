"""On whose behalf this code runs: the user of the request, for tasks that are sent without naming an owner."""

from collections.abc import Callable
from contextvars import ContextVar

from django.contrib.auth.models import User
from django.http import HttpRequest
from django.http.response import HttpResponseBase

_request: ContextVar[HttpRequest | None] = ContextVar("request", default=None)


def acting_user() -> User | None:
    request = _request.get()
    user = None if request is None else request.user
    return user if isinstance(user, User) else None


class ActingUserMiddleware:
    """Remembers the request, and asks for its user only when somebody wants to know."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        token = _request.set(request)
        try:
            return self.get_response(request)
        finally:
            _request.reset(token)
