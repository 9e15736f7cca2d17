"""Addresses of the whole site."""

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import URLPattern, URLResolver, include, path, re_path
from django.views.i18n import JavaScriptCatalog

from project.api import api
from project.realtime.errors import NotFound


def home(request: HttpRequest) -> HttpResponse:
    return redirect("chat:index")


def favicon(request: HttpRequest) -> HttpResponse:
    """Browsers ask for it wherever a page names no icon, as the admin's do."""
    return redirect(static("roomcast/favicon.svg"))


def nothing_here(request: HttpRequest) -> HttpResponse:
    raise NotFound


admin.site.site_header = admin.site.site_title = "Roomcast"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home, name="home"),
    path("favicon.ico", favicon),
    path("accounts/", include("project.accounts.urls")),
    path("admin/", admin.site.urls),
    path("api/", api.urls),
    path("chat/", include("chat.urls")),
    path("tasks/", include("tasks.urls")),
    path("notifications/", include("notifications.urls")),
    path("jsi18n/", JavaScriptCatalog.as_view(), name="javascript-catalog"),
    path("", include("project.health.urls")),
]
if settings.DEBUG:
    # Instead of Django's page for developers: whoever tries the product should see what its people will.
    urlpatterns.append(re_path(r"^.*/$", nothing_here))
