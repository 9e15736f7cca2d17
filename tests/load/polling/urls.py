"""The status view, as it is written for polling: one query, one object of JSON."""

from django.forms.models import model_to_dict
from django.http import HttpRequest, JsonResponse
from django.urls import path

from tests.load.polling.models import Status


def status(request: HttpRequest, pk: int) -> JsonResponse:
    return JsonResponse(model_to_dict(Status.objects.get(pk=pk)))


urlpatterns = [path("tasks/<int:pk>/status/", status)]
