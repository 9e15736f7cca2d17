"""Another process that says things in a room: one of several, one that goes on and on, one that dies."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib.auth.models import User

from chat.models import Room
from tests.harness.program import LEASH, ROOT
from tests.harness.servers import environment

END_SECONDS = 30.0
FAST = {"MESSAGES_PER_SECOND": "100000", "MESSAGES_BURST": "100000"}
# ``say(words)`` says them; ``begun()`` waits until the test lets it begin.
PREPARE = """
import os, signal, sys, threading
from uuid import uuid4
import django
django.setup()
from django.contrib.auth.models import User
from django.db import transaction
from chat.actions import post_message
from chat.models import Room
from project.realtime.publisher import publisher
author, room = User.objects.get(pk=sys.argv[1]), Room.objects.get(pk=sys.argv[2])
def say(words):
    post_message(author=author, room=room, text=words, key=uuid4())
def begun():
    print("ready", flush=True)
    return sys.stdin.readline()
"""
THIRTY = """
begun()
for number in range(30):
    say(f"{sys.argv[3]} {number}")
publisher.flush(10)
"""
ON_AND_ON = """
begun()
ended = threading.Event()
threading.Thread(target=lambda: (sys.stdin.read(), ended.set()), daemon=True).start()
number = 0
while not ended.wait(0.01):
    say(f"{sys.argv[3]} {number}")
    number += 1
publisher.flush(10)
"""
# What is to be done on commit is done in the order in which it was asked for.
DIES_AFTER_COMMIT = """
begun()
with transaction.atomic():
    transaction.on_commit(lambda: os.kill(os.getpid(), signal.SIGKILL))
    say(sys.argv[3])
"""
DIES_BEFORE_COMMIT = """
begun()
with transaction.atomic():
    say(sys.argv[3])
    os.kill(os.getpid(), signal.SIGKILL)
"""
CHANGES_ITS_MIND = """
begun()
try:
    with transaction.atomic():
        say(sys.argv[3])
        raise InterruptedError
except InterruptedError:
    publisher.flush(10)
"""


class Speaker:
    """It ends by itself, or when it is told to."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    async def begin(self) -> None:
        """As soon as it can."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        assert await asyncio.to_thread(self._process.stdout.readline) == "ready\n"
        self._process.stdin.write("\n")
        self._process.stdin.flush()

    async def end(self) -> int:
        """Its exit status; negative is the signal that killed it."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        return await asyncio.to_thread(self._process.wait, END_SECONDS)


@contextmanager
def speaking(code: str, author: User, room: Room, words: str, **changes: str) -> Iterator[Speaker]:
    """To be used in the main thread, to which the leash is bound."""
    leashed = [sys.executable, "-I", "-S", str(LEASH), str(os.getpid()), sys.executable]
    command = [*leashed, "-c", PREPARE + code, str(author.pk), str(room.pk), words]
    given, pipe = environment(FAST | changes), subprocess.PIPE
    with subprocess.Popen(command, env=given, cwd=ROOT, stdin=pipe, stdout=pipe, text=True) as process:
        try:
            yield Speaker(process)
        finally:
            process.kill()
