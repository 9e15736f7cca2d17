"""Problems raised in views become pages."""

from collections.abc import Callable

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from project.realtime.errors import ErrorCode, Problem

PAGES = {
    ErrorCode.FORBIDDEN: "403.html",
    ErrorCode.NOT_FOUND: "404.html",
    ErrorCode.TOO_FAST: "429.html",
}


class ProblemMiddleware:
    """Views raise what ``access`` and ``actions`` raise; the person gets a page that says it, with its status."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, Problem):
            return None
        if error.code is ErrorCode.NOT_SIGNED_IN:
            return redirect_to_login(request.get_full_path())
        page = PAGES.get(error.code, "400.html")
        return render(request, page, {"problem": error}, status=int(error.code))
