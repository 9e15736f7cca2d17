"""The admin pages of an alert beside its form: the count while it is written, the review, and the withdrawal."""

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect, JsonResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _

from notifications import access, actions
from notifications.forms import AlertForm, audience_in
from notifications.models import Alert
from notifications.severities import ICONS, Severity
from project.realtime.errors import Conflict
from project.realtime.people import signed_in

SHOWN_NAMES = 10
ADD = "admin:notifications_alert_add"
CHANGE = "admin:notifications_alert_change"
# What the review does not hand on: the token is given anew, and the buttons are the review's own.
OWN_FIELDS = ("csrfmiddlewaretoken", "_review", "_save", "_draft")


class AlertViews(admin.ModelAdmin[Alert]):
    def get_urls(self) -> list[URLPattern]:
        guarded = self.admin_site.admin_view
        name = "notifications_alert_{}".format
        return [
            path("count/", guarded(self.count_view), name=name("count")),
            path("review/", guarded(self.review_view), name=name("review")),
            path("<int:alert_id>/review/", guarded(self.review_view), name=name("review_draft")),
            path("<int:alert_id>/withdraw/", guarded(self.withdraw_view), name=name("withdraw")),
            *super().get_urls(),
        ]

    def count_view(self, request: HttpRequest) -> HttpResponse:
        """``{"count": n}`` for what is chosen in the form, however unfinished the rest of it is."""
        if not self.has_add_permission(request):
            return JsonResponse({}, status=403)
        form = AlertForm(request.GET)
        form.is_valid()
        return JsonResponse({"count": audience_in(form.cleaned_data).count()})

    def review_view(self, request: HttpRequest, alert_id: int | None = None) -> HttpResponse:
        """What people will see, and how many and who they are, before anything is kept or sent."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        form_url = reverse(CHANGE, args=[alert_id]) if alert_id else reverse(ADD)
        # The admin's own form: it reads dates as its widgets send them.
        form: Any = self.get_form(request)(request.POST)
        if not self.has_add_permission(request) or not form.is_valid():
            # The form's own view refuses, or shows what is wrong.
            return self.changeform_view(request, str(alert_id) if alert_id else None, form_url)
        return TemplateResponse(request, "admin/notifications/alert/review.html", self._review(request, form, form_url))

    def _review(self, request: HttpRequest, form: AlertForm, form_url: str) -> dict[str, Any]:
        people = form.audience.people().order_by("username")
        kept = [(name, value) for name, values in request.POST.lists() for value in values if name not in OWN_FIELDS]
        return {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Review the alert"),
            "alert": form.instance,
            "icon": ICONS[Severity(form.instance.severity)],
            "count": people.count(),
            "names": people.values_list("username", flat=True)[:SHOWN_NAMES],
            "kept": kept,
            "form_url": form_url,
            "may_send": access.may_send(request.user),
        }

    def withdraw_view(self, request: HttpRequest, alert_id: int) -> HttpResponse:
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        user = signed_in(request)
        alert = access.alert_of_sender(user, alert_id)
        try:
            actions.withdraw_alert(alert=alert)
        except Conflict as problem:
            messages.error(request, str(problem))
        else:
            self.log_change(request, alert, _("Withdrawn."))
            messages.success(request, _("Withdrawn. It has left all screens."))
        return HttpResponseRedirect(reverse(CHANGE, args=[alert_id]))
