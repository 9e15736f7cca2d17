"""Rooms, their members, and what was said in them."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chat.groups import room_topic
from chat.names import NAME_CHARACTERS
from chat.querysets import MessageQuerySet, RoomQuerySet

# Case folding may make three letters of one.
NAME_KEY_CHARACTERS = 4 * NAME_CHARACTERS


class RoomKind(models.TextChoices):
    PUBLIC = "public", _("Public")
    PRIVATE = "private", _("Private")


class Role(models.TextChoices):
    OWNER = "owner", _("Owner")
    MEMBER = "member", _("Member")


class Room(models.Model):
    """Public: for everybody signed in, found by its name. Private: for its members, found by its id."""

    kind = models.CharField(_("kind"), max_length=8, choices=RoomKind, default=RoomKind.PUBLIC)
    name = models.CharField(_("name"), max_length=NAME_CHARACTERS)
    name_key = models.CharField(max_length=NAME_KEY_CHARACTERS, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(_("created"), default=timezone.now)

    objects = RoomQuerySet.as_manager()

    class Meta:
        verbose_name = _("room")
        verbose_name_plural = _("rooms")
        constraints = [
            models.UniqueConstraint(name="room_public_name_once", fields=["name_key"], condition=Q(kind="public")),
            models.CheckConstraint(name="room_kind_known", condition=Q(kind__in=RoomKind.values)),
            models.CheckConstraint(name="room_has_name", condition=~Q(name="") & ~Q(name_key="")),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        if self.kind == RoomKind.PUBLIC:
            return reverse("chat:room", args=[self.name])
        return reverse("chat:private_room", args=[self.pk])

    @property
    def topic(self) -> str:
        return room_topic(self.pk)


class Membership(models.Model):
    """Who belongs to a room, and how far he has read: ``last_read`` is a message's id, 0 before any."""

    room = models.ForeignKey(Room, models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=8, choices=Role, default=Role.MEMBER)
    joined_at = models.DateTimeField(default=timezone.now)
    last_read = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="membership_once", fields=["room", "user"]),
            models.CheckConstraint(name="membership_role_known", condition=Q(role__in=Role.values)),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.room_id}"


class Message(models.Model):
    """Something said. Deleting one leaves a tombstone without its text.

    A card shows something of an upper floor: its kind, and the id under which that floor knows it. ``label`` names the
    original author of an imported message.
    """

    room = models.ForeignKey(Room, models.CASCADE, related_name="messages")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="messages")
    key = models.UUIDField(default=uuid4, editable=False)
    text = models.TextField(_("text"))
    html = models.TextField(editable=False)
    at = models.DateTimeField(_("at"), default=timezone.now)
    edited_at = models.DateTimeField(_("edited"), null=True)
    deleted_at = models.DateTimeField(_("deleted"), null=True)
    reply_to = models.ForeignKey("self", models.SET_NULL, null=True, related_name="replies")
    card_kind = models.CharField(max_length=20, default="")
    card_id = models.CharField(max_length=64, default="")
    label = models.CharField(max_length=150, default="")

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        indexes = [models.Index(name="message_history", fields=["room", "id"])]
        constraints = [
            models.CheckConstraint(
                name="message_card_whole",
                condition=Q(card_kind="", card_id="") | (~Q(card_kind="") & ~Q(card_id="")),
            ),
            models.CheckConstraint(name="message_tombstone_silent", condition=Q(deleted_at=None) | Q(text="", html="")),
        ]

    def __str__(self) -> str:
        return self.text[:60]


class Reaction(models.Model):
    message = models.ForeignKey(Message, models.CASCADE, related_name="reactions")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    emoji = models.CharField(max_length=16)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(name="reaction_once", fields=["message", "user", "emoji"])]

    def __str__(self) -> str:
        return self.emoji
