"""What changes anybody's rights is heard by his open sockets. Sessions that end are heard by ``sessions``."""

from collections.abc import Collection
from typing import Any

from django.contrib.auth.models import Group, Permission, User
from django.db.models import Q
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_delete
from django.dispatch import receiver

from project.realtime.publish import recheck_connections

CHANGES = {"post_add", "post_remove", "pre_clear", "post_clear"}


@receiver(post_save, sender=User)
def on_user_changed(instance: User, created: bool, update_fields: frozenset[str] | None, **_kwargs: Any) -> None:
    # Signing in saves only this field, and changes nobody's rights.
    if not created and update_fields != frozenset({"last_login"}):
        recheck_connections([instance.pk])


@receiver(post_delete, sender=User)
def on_user_deleted(instance: User, **_kwargs: Any) -> None:
    recheck_connections([instance.pk])


@receiver(m2m_changed, sender=User.groups.through)
@receiver(m2m_changed, sender=User.user_permissions.through)
def on_rights_of_users(
    instance: User | Group | Permission, action: str, pk_set: Collection[int] | None, **_kwargs: Any
) -> None:
    """Told from either side: a user's groups, or a group's users. Clearing names nobody, so they are asked before."""
    if action in CHANGES:
        recheck_connections([instance.pk] if isinstance(instance, User) else pk_set or _holders_of(instance))


@receiver(m2m_changed, sender=Group.permissions.through)
def on_rights_of_groups(
    instance: Group | Permission, action: str, pk_set: Collection[int] | None, **_kwargs: Any
) -> None:
    if action in CHANGES:
        groups = (pk_set or ()) if isinstance(instance, Permission) else ()
        members = User.objects.filter(groups__in=groups).values_list("pk", flat=True)
        recheck_connections([*_holders_of(instance), *members])


@receiver(pre_delete, sender=Group)
@receiver(pre_delete, sender=Permission)
def on_rights_deleted(instance: Group | Permission, **_kwargs: Any) -> None:
    recheck_connections(_holders_of(instance))


def _holders_of(rights: Group | Permission) -> Collection[int]:
    through = Q(groups=rights.pk) if isinstance(rights, Group) else Q(groups__permissions=rights.pk)
    if isinstance(rights, Permission):
        through |= Q(user_permissions=rights.pk)
    return set(User.objects.filter(through).values_list("pk", flat=True))
