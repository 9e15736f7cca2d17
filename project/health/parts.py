"""The parts without which nothing works: how each is asked, and what to mend where it does not answer."""

import asyncio
import uuid
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass

from celery import current_app
from channels.layers import get_channel_layer
from django.conf import settings
from django.db import DatabaseError, connection
from kombu.exceptions import OperationalError
from redis import Redis
from redis.exceptions import RedisError

ATTEMPT_SECONDS = 1.0
ECHO_SECONDS = 0.1
# A part that hangs holds a thread; others must still be able to answer.
threads = ThreadPoolExecutor(max_workers=8, thread_name_prefix="health")


class Unwell(Exception):
    """Why a part is not well, in words that give no secret away."""


@dataclass(frozen=True)
class Part:
    name: str
    probe: Callable[[], Awaitable[None]]
    remedy: str


def in_thread(ask: Callable[[], None]) -> Callable[[], Awaitable[None]]:
    async def probe() -> None:
        await asyncio.get_running_loop().run_in_executor(threads, ask)

    return probe


def ask_database() -> None:
    try:
        # Closed afterwards: this thread may not come again for long.
        with connection.temporary_connection() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        raise Unwell(f"no answer ({type(error).__name__})") from error


def ask_redis() -> None:
    for url in settings.REDIS_URLS:
        with Redis.from_url(url, socket_timeout=ATTEMPT_SECONDS, socket_connect_timeout=ATTEMPT_SECONDS) as client:
            try:
                client.ping()
            except RedisError as error:
                raise Unwell(f"no answer ({type(error).__name__})") from error


def ask_worker() -> None:
    try:
        answers = current_app.control.ping(timeout=ATTEMPT_SECONDS, limit=1)
    except (OperationalError, RedisError, OSError) as error:
        raise Unwell(f"the broker does not answer ({type(error).__name__})") from error
    if not answers:
        raise Unwell("no worker answers")


async def ask_channel_layer() -> None:
    """A message there and back through the layer that carries everything live."""
    heard = asyncio.Event()
    channel = f"{settings.REDIS_PREFIX}health.{uuid.uuid4().hex}"
    listener = asyncio.create_task(_listen(channel, heard))
    try:
        await _call_until(channel, heard)
    except (RedisError, OSError) as error:
        raise Unwell(f"no echo ({type(error).__name__})") from error
    finally:
        # Only a cancelled receive makes the layer forget a channel.
        listener.cancel()
        await asyncio.gather(listener, return_exceptions=True)


async def _listen(channel: str, heard: asyncio.Event) -> None:
    while True:
        await get_channel_layer().receive(channel)
        heard.set()


async def _call_until(channel: str, heard: asyncio.Event) -> None:
    """The layer does not wait until Redis has confirmed a subscription, so what is sent first may be lost."""
    while not heard.is_set():
        await get_channel_layer().send(channel, {"type": "health.echo"})
        with suppress(TimeoutError):
            await asyncio.wait_for(heard.wait(), ECHO_SECONDS)


DATABASE = Part("database", in_thread(ask_database), "Start the database, or mend DATABASE_URL.")
REDIS = Part(
    "redis",
    in_thread(ask_redis),
    "Start Redis or mend REDIS_URL; `manage.py dev` brings a server of its own.",
)
CHANNEL_LAYER = Part("channel_layer", ask_channel_layer, "It lives in Redis: see there, then at CHANNEL_LAYERS.")
WORKER = Part("worker", in_thread(ask_worker), "Start one: celery -A celery_app worker")
PARTS = (DATABASE, REDIS, CHANNEL_LAYER, WORKER)
