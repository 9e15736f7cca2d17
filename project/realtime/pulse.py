"""How late the event loop is: whoever wants to be woken in a moment, and is woken later, waited behind work."""

import asyncio

from project.realtime import metrics

BEAT_SECONDS = 0.25


async def beat() -> None:
    """For ever."""
    loop = asyncio.get_running_loop()
    while True:
        due = loop.time() + BEAT_SECONDS
        await asyncio.sleep(BEAT_SECONDS)
        metrics.LOOP_LAG.observe(max(0.0, loop.time() - due))
