"""Synchronous work for the socket, off the event loop and out of Django's single thread-sensitive thread.

Reads and writes have pools of their own: a slow read delays no message.
"""

import asyncio
from collections.abc import Callable
from functools import partial
from typing import TypeVar

from django.db import close_old_connections

from project.realtime.pools import Pool

Answer = TypeVar("Answer")

_reads = Pool(8, "read")
_writes = Pool(8, "write")
# What asks Redis, and so may stand still for a second, holds up neither.
_asides = Pool(2, "aside")
# Whoever may no longer see something does not wait behind a thousand who come back and read.
_looks = Pool(1, "look")


async def read(work: Callable[[], Answer]) -> Answer:
    return await asyncio.get_running_loop().run_in_executor(_reads, partial(_with_database, work))


async def write(work: Callable[[], Answer]) -> Answer:
    return await asyncio.get_running_loop().run_in_executor(_writes, partial(_with_database, work))


async def aside(work: Callable[[], Answer]) -> Answer:
    return await asyncio.get_running_loop().run_in_executor(_asides, partial(_with_database, work))


async def look(work: Callable[[], Answer]) -> Answer:
    return await asyncio.get_running_loop().run_in_executor(_looks, partial(_with_database, work))


def _with_database(work: Callable[[], Answer]) -> Answer:
    close_old_connections()
    try:
        return work()
    finally:
        close_old_connections()
