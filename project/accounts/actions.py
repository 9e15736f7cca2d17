"""Making the account of a guest: the only thing written here."""

import secrets

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction

# Without the letters and digits that look like each other.
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
NAME_LETTERS = 5
TRIES = 5


def create_guest() -> User:
    """An account without a password: its session is the only key to it."""
    for _attempt in range(TRIES):
        name = "guest-" + "".join(secrets.choice(ALPHABET) for _letter in range(NAME_LETTERS))
        try:
            with transaction.atomic():
                return User.objects.create_user(name)
        except IntegrityError:
            continue
    raise RuntimeError(f"no free name for a guest in {TRIES} tries")
