"""Whatever is lost, doubled, disordered, cut, delayed, pruned or restored: in the end everybody has what SQL has."""

import asyncio
import inspect
from collections.abc import Callable
from typing import Any

from django.contrib.auth.models import User
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from project.realtime.incarnation import renew
from tests.project.realtime.bells import House

CLIENTS = 3


def step(verb: str, least: int = 0, most: int = 0) -> st.SearchStrategy[tuple[str, int]]:
    return st.tuples(st.just(verb), st.integers(least, most))


OFTEN = [
    step("ring", 1, 4),
    step("push newest", 1, 8),
    step("push newest", 1, 30),
    step("turn"),
    step("settle"),
    step("settle"),
]
SOMETIMES = [
    step("ring", 1, 20),
    step("push", 0, 500),
    step("push", -3, -1),
    step("compare"),
    step("ping"),
    step("prune", 2, 60),
    *(step(verb, 0, CLIENTS - 1) for verb in ("connect", "connect", "cut", "stop reading", "stop reading", "read")),
]
RARELY = [step("restore", 1, 8), step("renew")]
STEPS = st.one_of(*OFTEN * 6, *SOMETIMES * 3, *RARELY)


@settings(deadline=None, max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(STEPS, min_size=30, max_size=120))
def test_everybody_ends_equal_to_sql(committed: None, alice: User, steps: list[tuple[str, int]]) -> None:
    asyncio.run(live_through(alice, steps))


async def live_through(user: User, steps: list[tuple[str, int]]) -> None:
    house = House(user, CLIENTS)
    acts = acts_of(house)
    for client in house.clients[1:]:
        client.connect()
    for verb, number in steps:
        done = acts[verb](number)
        if inspect.isawaitable(done):
            await done
    await house.heal()
    assert [client.numbers for client in house.clients] == [house.truth] * CLIENTS


def acts_of(house: House) -> dict[str, Callable[[int], Any]]:
    return {
        "ring": house.ring,
        "push": house.push,
        "push newest": house.push_newest,
        "compare": lambda _: house.hub.verify(),
        "ping": lambda _: house.ping(),
        "prune": house.prune,
        "restore": house.restore,
        "renew": lambda _: renew(),
        "turn": lambda _: house.turn(),
        "settle": lambda _: house.settle(),
        "connect": lambda number: house.clients[number].connect(),
        "cut": lambda number: house.clients[number].cut(),
        "stop reading": lambda number: house.clients[number].wire.read(False),
        "read": lambda number: house.clients[number].wire.read(True),
    }
