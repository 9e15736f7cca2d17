"""Threads that know for whom they work."""

import asyncio
import threading

import structlog
from prometheus_client import REGISTRY

from project.realtime.pools import Pool, pools


async def test_work_in_a_thread_has_the_names_of_whoever_asked_and_leaves_none_behind() -> None:
    with Pool(1, "own") as pool:
        loop = asyncio.get_running_loop()
        with structlog.contextvars.bound_contextvars(connection="c9"):
            asked = loop.run_in_executor(pool, structlog.contextvars.get_contextvars)
        assert (await asked)["connection"] == "c9"
        assert "connection" not in await loop.run_in_executor(pool, structlog.contextvars.get_contextvars)
    del pools["own"]


async def test_what_waits_for_a_thread_is_counted() -> None:
    begun, go_on = threading.Event(), threading.Event()

    def occupy() -> None:
        begun.set()
        go_on.wait()

    with Pool(1, "busy") as pool:
        first = pool.submit(occupy)
        await asyncio.to_thread(begun.wait)
        second = pool.submit(threading.get_ident)
        assert pool.waiting == 1
        go_on.set()
        await asyncio.gather(asyncio.wrap_future(first), asyncio.wrap_future(second))
        assert pool.waiting == 0
    assert REGISTRY.get_sample_value("roomcast_pool_wait_seconds_count", {"pool": "busy"}) == 2
    del pools["busy"]
