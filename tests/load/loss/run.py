"""Everybody comes in, the weather turns bad, somebody speaks, and the weather clears up."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from functools import partial

from tests.load.loss.client import Client
from tests.load.loss.outcome import Outcome, Seen
from tests.load.loss.outsider import Outsider
from tests.load.loss.rejoining import Rejoining
from tests.load.loss.resuming import Resuming

AT_ONCE, ENTER_SECONDS = 50, 120.0
Speak = Callable[[], Awaitable[int]]


async def run(
    clients: Sequence[Client],
    outsider: Outsider | Rejoining | None,
    speak: Speak,
    *,
    messages: int,
    patience: float,
    linger: float = 0.0,
) -> Outcome:
    """``speak`` says all the messages and returns how many it has said; after that everybody has ``patience`` seconds.

    ``linger`` is for how long, when all is there, something may still come twice. Raises ``TimeoutError`` where not
    everybody comes in.
    """
    lives: list[asyncio.Task[None]] = []
    try:
        await _enter([*clients, *([outsider] if outsider else [])], lives)
        _expose(clients, True)
        sent = await speak()
        _expose(clients, False)
        await _settled(clients, messages, patience)
        await asyncio.sleep(linger)
    finally:
        for life in lives:
            life.cancel()
        ends = await asyncio.gather(*lives, return_exceptions=True)
    _raise_what_went_wrong(ends)
    return outcome(clients, outsider, messages, sent)


async def _enter(clients: Sequence[Client], lives: list[asyncio.Task[None]]) -> None:
    """Some at a time: this is not about crowds, and who had to try twice has lost nothing by it."""
    for start in range(0, len(clients), AT_ONCE):
        some = clients[start : start + AT_ONCE]
        lives += [asyncio.create_task(client.live()) for client in some]
        await _until(some, partial(_are_in, some), ENTER_SECONDS)
    for client in clients:
        client.troubles.clear()


def _are_in(clients: Sequence[Client]) -> bool:
    return all(client.is_in for client in clients)


def _expose(clients: Sequence[Client], exposed: bool) -> None:
    for client in clients:
        client.expose(exposed)


async def _settled(clients: Sequence[Client], messages: int, patience: float) -> None:
    """Until all have all, or as long as that may take."""
    try:
        await _until(clients, lambda: all(client.has_all(messages) for client in clients), patience)
    except TimeoutError:
        # Then something is missing, and that is what the outcome says.
        return


async def _until(clients: Sequence[Client], happened: Callable[[], bool], within: float) -> None:
    news = asyncio.Event()
    for client in clients:
        client.on_news = news.set
    async with asyncio.timeout(within):
        while not happened():
            news.clear()
            await news.wait()


def _raise_what_went_wrong(ends: Sequence[object]) -> None:
    """A client that has failed is no client that has lost something."""
    for end in ends:
        if isinstance(end, BaseException) and not isinstance(end, asyncio.CancelledError):
            raise end


def outcome(clients: Sequence[Client], outsider: Outsider | Rejoining | None, messages: int, sent: int) -> Outcome:
    return Outcome(
        messages=messages,
        sent=sent,
        clients=[Seen(tuple(client.heard), client.cuts.total()) for client in clients],
        told=outsider.told if outsider else 0,
        outsider_away=outsider.troubles.total() + outsider.cuts.total() if outsider else 0,
        cuts=sum((client.cuts for client in clients), Counter()),
        troubles=sum((client.troubles for client in clients), Counter()),
        mended=_mended([client for client in clients if isinstance(client, Resuming)]),
    )


def _mended(clients: Sequence[Resuming]) -> Counter[str] | None:
    found: Counter[str] = Counter()
    for client in clients:
        cursor = client.cursor
        found.update(gaps=client.gaps, heads=client.heads, repeats=cursor.repeats, snapshots=cursor.snapshots)
    return found if clients else None
