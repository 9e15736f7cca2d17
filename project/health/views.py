"""Answers for machines. The public learns yes or no; what is wrong is for staff."""

import asyncio
import hmac
from dataclasses import asdict
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse

from project.health.metrics import CONTENT_TYPE, exposition
from project.health.parts import threads
from project.health.readiness import Finding, Readiness
from project.realtime import gauges
from project.realtime.leaving import leaving

readiness = Readiness()
LEAVING = Finding("web", "this process has been asked to go", "Nothing is to be mended: ask another one.")


async def healthz(request: HttpRequest) -> HttpResponse:
    return _never_stored(HttpResponse("ok\n", content_type="text/plain"))


async def readyz(request: HttpRequest) -> HttpResponse:
    # Who is on his way out closes his door; over a connection that is open he is still asked.
    findings = [LEAVING] if leaving.is_set() else await readiness.findings()
    well = all(finding.is_well for finding in findings)
    status = HTTPStatus.OK if well else HTTPStatus.SERVICE_UNAVAILABLE
    if await _is_staff(request):
        return _never_stored(JsonResponse({"ready": well, "parts": [_part(each) for each in findings]}, status=status))
    return _never_stored(HttpResponse("ready\n" if well else "not ready\n", status=status, content_type="text/plain"))


async def metrics(request: HttpRequest) -> HttpResponse:
    if not (settings.DEBUG or _has_token(request) or await _is_staff(request)):
        return HttpResponse("Not found\n", status=HTTPStatus.NOT_FOUND, content_type="text/plain")
    gauges.look()
    text = await asyncio.get_running_loop().run_in_executor(threads, exposition)
    return _never_stored(HttpResponse(text, content_type=CONTENT_TYPE))


def _part(finding: Finding) -> dict[str, object]:
    return asdict(finding) | {"ok": finding.is_well}


def _has_token(request: HttpRequest) -> bool:
    offered = request.headers.get("Authorization", "").removeprefix("Bearer ")
    token = settings.METRICS_TOKEN
    return bool(token) and hmac.compare_digest(offered.encode(), token.encode())


async def _is_staff(request: HttpRequest) -> bool:
    """Probes come without a session, and before the middleware that would give them a user."""
    if not hasattr(request, "auser"):
        return False
    user = await request.auser()
    return user.is_active and user.is_staff


def _never_stored(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    return response
