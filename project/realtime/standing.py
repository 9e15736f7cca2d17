"""How many connections stand today, asked of SQL together: a few queries however many they are."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.contrib.auth.models import User

from project.realtime.admission import allowed
from project.realtime.protocol import CloseCode
from project.realtime.sessions import users_behind


@dataclass(frozen=True, slots=True)
class Claim:
    """What a connection was let in with, and what it follows."""

    user_id: int
    session_key: str
    topics: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """The user as he is now, or the reason to go; and what he may follow no longer."""

    user: User | None
    end: CloseCode | None
    lost: tuple[str, ...] = ()


def standings(claims: Sequence[Claim]) -> list[Standing]:
    """One for each, in that order. Runs in a thread."""
    behind = users_behind({claim.session_key for claim in claims})
    users = [_of_session(claim, behind) for claim in claims]
    strangers = {claim.user_id for claim, user in zip(claims, users, strict=True) if user is None}
    active = (
        set(User.objects.filter(pk__in=strangers, is_active=True).values_list("pk", flat=True)) if strangers else ()
    )
    may = allowed({(user, topic) for claim, user in zip(claims, users, strict=True) if user for topic in claim.topics})
    return [_standing(claim, user, may, active) for claim, user in zip(claims, users, strict=True)]


def _of_session(claim: Claim, behind: Mapping[str, User]) -> User | None:
    """In a session there may be somebody else by now."""
    user = behind.get(claim.session_key)
    return user if user is not None and user.pk == claim.user_id else None


def _standing(claim: Claim, user: User | None, may: Collection[tuple[int, str]], active: Collection[int]) -> Standing:
    if user is None:
        ended = CloseCode.SESSION_ENDED if claim.user_id in active else CloseCode.ACCESS_WITHDRAWN
        return Standing(None, ended)
    return Standing(user, None, tuple(topic for topic in claim.topics if (user.pk, topic) not in may))
