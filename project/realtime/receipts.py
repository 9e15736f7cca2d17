"""The same key does the work once."""

import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from project.realtime.commands import Outcome
from project.realtime.errors import Conflict
from project.realtime.models import Receipt


def once(
    *, user: User, key: UUID | None, verb: str, request: Mapping[str, Any], work: Callable[[], dict[str, Any]]
) -> Outcome:
    """Do ``work`` in one transaction, or answer what it did when ``key`` was used before.

    ``request`` is what was asked, as JSON: the same key with another request is a ``Conflict``. Without a key the work
    is simply done. What fails leaves no receipt, so it may be tried again.
    """
    if key is None:
        with transaction.atomic():
            return Outcome(work())
    digest = hashlib.sha256(json.dumps([verb, request], sort_keys=True, default=str).encode()).hexdigest()
    if earlier := _earlier(user, key, digest):
        return earlier
    try:
        with transaction.atomic():
            result = work()
            Receipt.objects.create(user=user, key=key, digest=digest, result=result)
    except IntegrityError:
        # Another process was faster with this key; if it was not the key, the error is the work's own.
        if earlier := _earlier(user, key, digest):
            return earlier
        raise
    return Outcome(result)


def _earlier(user: User, key: UUID, digest: str) -> Outcome | None:
    receipt = Receipt.objects.filter(user=user, key=key).first()
    if receipt is None:
        return None
    if receipt.digest != digest:
        raise Conflict(_("This key was used for something else."))
    return Outcome(receipt.result or {}, duplicate=True)
