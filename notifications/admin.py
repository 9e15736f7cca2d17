"""Where administrators write alerts, see whom they reach, send them and withdraw them."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from notifications import access, actions, audiences
from notifications.admin_views import AlertViews
from notifications.forms import AlertForm, audience_in
from notifications.models import Alert
from project.realtime.people import signed_in

# More would make a page of the list of names alone; above it they are searched for.
LISTED_USERS = 300


@admin.register(Alert)
class AlertAdmin(AlertViews):
    """``Send`` and ``Save draft`` are two buttons of one form; only holders of ``send_alert`` have the first."""

    form = AlertForm
    change_form_template = "admin/notifications/alert/change_form.html"
    list_display = ("__str__", "severity", "state", "recipients", "starts_at", "ends_at", "created_by")
    list_filter = ("severity", "everyone", "sent_at", "withdrawn_at")
    list_select_related = ("created_by",)
    search_fields = ("title", "text")
    ordering = ("-pk",)
    list_per_page = 25
    actions = None
    readonly_fields = ("state", "recipients", "room_names", "created_by", "sent_at", "raised_at", "withdrawn_at")
    fieldsets = (
        (None, {"fields": ("severity", "title", "text", "link")}),
        (_("Who"), {"fields": ("everyone", "users", "groups", "rooms")}),
        (_("When"), {"fields": ("starts_at", "ends_at")}),
        (_("How it leaves the screen"), {"fields": ("dismissible", "must_acknowledge")}),
    )
    sent_fieldsets = (
        (None, {"fields": ("state", "recipients", "severity", "title", "text", "link")}),
        (_("Who"), {"fields": ("everyone", "users", "groups", "room_names")}),
        (_("When"), {"fields": ("starts_at", "ends_at", "sent_at", "raised_at", "withdrawn_at", "created_by")}),
        (_("How it leaves the screen"), {"fields": ("dismissible", "must_acknowledge")}),
    )

    @admin.display(description=_("state"))
    def state(self, alert: Alert) -> str:
        return str(alert.state_at(timezone.now()).label)

    @admin.display(description=_("recipients"))
    def recipients(self, alert: Alert) -> int:
        return access.recipient_count(alert)

    @admin.display(description=_("rooms"))
    def room_names(self, alert: Alert) -> str:
        return ", ".join(audiences.source("rooms").titles(alert.rooms).values())

    def get_fieldsets(self, request: HttpRequest, obj: Alert | None = None) -> Any:
        return self.sent_fieldsets if obj and obj.sent_at else self.fieldsets

    def get_autocomplete_fields(self, request: HttpRequest) -> tuple[str, ...]:
        return ("users",) if User.objects.count() > LISTED_USERS else ()

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) or access.may_send(request.user)

    def has_view_permission(self, request: HttpRequest, obj: Alert | None = None) -> bool:
        return super().has_view_permission(request, obj) or access.may_send(request.user)

    def has_change_permission(self, request: HttpRequest, obj: Alert | None = None) -> bool:
        """What was sent stays as people saw it."""
        if obj and obj.sent_at:
            return False
        return super().has_change_permission(request, obj) or access.may_send(request.user)

    def has_delete_permission(self, request: HttpRequest, obj: Alert | None = None) -> bool:
        return bool(obj and not obj.sent_at) and super().has_delete_permission(request, obj)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        form, alert = context["adminform"].form, context.get("original")
        context |= {"may_send": access.may_send(request.user), "may_withdraw": _may_withdraw(request, alert)}
        context["audience_count"] = self.audience_count(form, alert)
        return super().render_change_form(request, context, *args, **kwargs)

    def audience_count(self, form: AlertForm, alert: Alert | None) -> int:
        if form.is_bound:
            return audience_in(form.cleaned_data).count()
        return access.recipient_count(alert) if alert else 0

    def save_model(self, request: HttpRequest, obj: Alert, form: AlertForm, change: bool) -> None:
        user = signed_in(request)
        if "_draft" not in request.POST:
            access.require_sender(user)
        actions.save_draft(alert=obj, audience=form.audience, by=user)
        if "_draft" not in request.POST:
            actions.send_alert(alert=obj)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Nothing: the action has saved the audience."""

    def construct_change_message(self, request: HttpRequest, form: Any, formsets: Any, add: bool = False) -> Any:
        return (
            _outcome(form.instance)
            if form.instance.sent_at
            else super().construct_change_message(request, form, formsets, add)
        )

    def response_add(self, request: HttpRequest, obj: Alert, post_url_continue: str | None = None) -> HttpResponse:
        messages.success(request, _outcome(obj))
        return self.response_post_save_add(request, obj)

    def response_change(self, request: HttpRequest, obj: Alert) -> HttpResponse:
        messages.success(request, _outcome(obj))
        return self.response_post_save_change(request, obj)


def _may_withdraw(request: HttpRequest, alert: Alert | None) -> bool:
    return bool(alert and alert.sent_at and not alert.withdrawn_at) and access.may_send(request.user)


def _outcome(alert: Alert) -> str:
    if alert.sent_at is None:
        return str(_("Saved as a draft. Nobody has been told."))
    count = access.recipient_count(alert)
    if alert.raised_at is None:
        text = ngettext("Scheduled for %(count)d person.", "Scheduled for %(count)d people.", count)
    else:
        text = ngettext("Sent to %(count)d person.", "Sent to %(count)d people.", count)
    return text % {"count": count}
