"""Signing in and out, guests, and the switches of a browser: language and theme."""

from typing import Any

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.views import LoginView
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from project.accounts.actions import create_guest
from project.accounts.themes import COOKIE, THEMES
from project.realtime import limits
from project.realtime.addresses import source_of
from project.realtime.errors import NotSignedIn

YEAR_SECONDS = 365 * 24 * 3600
# From one address: a class that comes in together is let in, a script is not.
GUESTS_PER_SECOND, GUESTS_AT_ONCE = 1, 60


class SignInView(LoginView):
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(guests_welcome=settings.ALLOW_GUESTS, **kwargs)


@require_POST
def enter_as_guest(request: HttpRequest) -> HttpResponse:
    if not settings.ALLOW_GUESTS:
        raise Http404
    if not request.user.is_authenticated:
        source = source_of(request.META["REMOTE_ADDR"], request.headers.get("X-Forwarded-For", ""))
        limits.take("guest", GUESTS_PER_SECOND, GUESTS_AT_ONCE, source)
        login(request, create_guest(), backend="django.contrib.auth.backends.ModelBackend")
    return HttpResponseRedirect(_next_url(request))


@require_GET
@never_cache
def session(request: HttpRequest) -> JsonResponse:
    """Who is signed in: what a page asks before it opens a socket again."""
    user = request.user
    if not user.is_authenticated:
        return JsonResponse(NotSignedIn().as_dict(), status=401)
    return JsonResponse({"user": {"id": user.pk, "name": user.get_username()}})


@require_POST
def choose_theme(request: HttpRequest) -> HttpResponse:
    response = HttpResponseRedirect(_next_url(request))
    chosen = request.POST.get("theme")
    if chosen in THEMES:
        response.set_cookie(COOKIE, chosen, max_age=YEAR_SECONDS, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE)
    return response


def _next_url(request: HttpRequest) -> str:
    """Back to where the form stood; never to another site."""
    wanted = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure()):
        return wanted
    return resolve_url(settings.LOGIN_REDIRECT_URL)
