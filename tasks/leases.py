"""A worker that dies says nothing. So every running task holds a lease, and whoever is alive looks for lapsed ones.

Beat has a worker do it, and every web process does it too: the only worker may be the one that died. Doing it twice at
once is harmless.
"""

from dataclasses import dataclass

from django.utils import timezone

from tasks.actions import lose_lapsed, send_waiting

# How often a web process looks: people watch there, and one indexed query is cheap.
LOOK_SECONDS = 3


@dataclass(frozen=True, slots=True)
class Reaped:
    lost: int
    sent: int


def reap() -> Reaped:
    now = timezone.now()
    return Reaped(lost=lose_lapsed(now=now), sent=send_waiting(now=now))
