"""The HTTP API: every app's router, and one shape for every error."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, AuthorizationError, HttpError, ValidationError
from ninja.security import django_auth

from chat.api import rooms
from notifications.api import alerts, inbox
from project.realtime.errors import Forbidden, Invalid, Malformed, NotFound, NotSignedIn, Problem
from tasks.api import task_types, tasks

api = NinjaAPI(title="Roomcast", version="1", auth=django_auth, docs_url=None, urls_namespace="api")
api.add_router("/rooms/", rooms)
api.add_router("/tasks/", tasks)
api.add_router("/task-types/", task_types)
api.add_router("/notifications/", inbox)
api.add_router("/alerts/", alerts)


def _answer(request: HttpRequest, problem: Problem) -> HttpResponse:
    return api.create_response(request, problem.as_dict(), status=int(problem.code))


@api.exception_handler(Problem)
def on_problem(request: HttpRequest, problem: Problem) -> HttpResponse:
    return _answer(request, problem)


@api.exception_handler(ValidationError)
def on_invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    return _answer(request, Invalid(fields={_field(entry): str(entry["msg"]) for entry in error.errors}))


def _field(entry: dict[str, Any]) -> str:
    # The first parts name where the value was looked for and the parameter of our function: nothing a caller knows.
    path = [str(part) for part in entry["loc"]]
    return ".".join(path[2:] or path[-1:])


@api.exception_handler(AuthenticationError)
def on_anonymous(request: HttpRequest, _error: AuthenticationError) -> HttpResponse:
    return _answer(request, NotSignedIn())


@api.exception_handler(AuthorizationError)
def on_forbidden(request: HttpRequest, _error: AuthorizationError) -> HttpResponse:
    return _answer(request, Forbidden())


@api.exception_handler(Http404)
def on_absent(request: HttpRequest, _error: Http404) -> HttpResponse:
    return _answer(request, NotFound())


@api.exception_handler(HttpError)
def on_http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    problem = {401: NotSignedIn(), 403: Forbidden(), 404: NotFound()}.get(error.status_code, Malformed(str(error)))
    return _answer(request, problem)
