"""Tasks in the Django admin: to be looked at. What may be done to them has pages of its own."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from tasks.models import TaskAttempt, TaskRun


class AttemptInline(admin.TabularInline[TaskAttempt, TaskRun]):
    model = TaskAttempt
    fields = readonly_fields = (
        "number",
        "state",
        "error_message",
        "error_reference",
        "worker",
        "started_at",
        "ended_at",
    )
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(TaskRun)
class TaskRunAdmin(admin.ModelAdmin[TaskRun]):
    list_display = ("title", "state", "attempt", "owner", "room", "worker", "created_at", "ended_at")
    list_filter = ("state", "type")
    list_select_related = ("owner", "room")
    search_fields = ("id", "title", "owner__username", "error_reference")
    date_hierarchy = "created_at"
    exclude = ("traceback", "arguments")
    inlines = (AttemptInline,)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
