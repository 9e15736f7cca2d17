"""Rooms and messages for staff: to look at. What changes them goes by the actions."""

from typing import ClassVar

from django.contrib import admin
from django.http import HttpRequest

from chat.models import Membership, Message, Room


class LookOnly:
    """Written by actions alone, so that everybody is told."""

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


class MembershipInline(LookOnly, admin.TabularInline):
    model = Membership
    extra = 0
    fields = ("user", "role", "joined_at")


@admin.register(Room)
class RoomAdmin(LookOnly, admin.ModelAdmin):
    list_display = ("name", "kind", "created_by", "created_at")
    list_filter = ("kind",)
    search_fields = ("name", "name_key")
    inlines: ClassVar = [MembershipInline]


@admin.register(Message)
class MessageAdmin(LookOnly, admin.ModelAdmin):
    list_display = ("room", "author", "at", "text")
    list_select_related = ("room", "author")
    date_hierarchy = "at"
    search_fields = ("text",)
    fields = ("room", "author", "label", "at", "edited_at", "deleted_at", "text")
