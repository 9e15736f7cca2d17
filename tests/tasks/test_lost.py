"""Workers that go away, with and without a word."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable

from django.contrib.auth.models import User

from tasks.leases import reap
from tasks.models import TaskRun
from tests.harness.program import ROOT, wait_until
from tests.harness.servers import Worker, environment
from tests.project.commands import free_port
from tests.tasks import samples
from tests.tasks.conftest import WORK_SECONDS, AuthorsWorker, begun, ended, reload


def test_a_killed_worker_loses_its_task(start_authors_worker: Callable[..., AuthorsWorker], alice: User) -> None:
    worker = start_authors_worker(TASK_LEASE_SECONDS="3")
    run = begun(samples.endless.start(user=alice))
    worker.kill()
    wait_until(lambda: reap().lost or reload(run).is_final, 8, lambda: reload(run).state)
    assert reload(run).state == "LOST"
    assert reload(run).current >= run.current


def test_a_warm_shutdown_lets_the_task_finish(start_authors_worker: Callable[..., AuthorsWorker], alice: User) -> None:
    worker = start_authors_worker()
    run = samples.silent.start(user=alice, seconds=2)
    wait_until(lambda: reload(run).state == "STARTED", WORK_SECONDS, lambda: reload(run).state)
    os.kill(worker.pid, signal.SIGTERM)
    assert ended(run).state == "SUCCESS"


START = """
from django.contrib.auth.models import User
from tasks.actions import start_task

alice = User.objects.get(pk={alice})
print(start_task(owner=alice, type_name="count", arguments={{"steps": 2}}).result["id"])
"""


def test_what_the_broker_never_got_is_sent_when_it_is_back(worker: Worker, alice: User) -> None:
    alone = environment({"REDIS_URL": f"redis://127.0.0.1:{free_port()}/0"})
    command = [sys.executable, "manage.py", "shell", "--no-imports", "--command", START.format(alice=alice.pk)]
    started = subprocess.run(command, env=alone, cwd=ROOT, capture_output=True, text=True, check=True)
    run = TaskRun.objects.get(pk=started.stdout.split()[-1])
    assert (run.state, run.dispatched_at) == ("QUEUED", None)
    wait_until(lambda: reap().sent or reload(run).is_final, WORK_SECONDS, lambda: reload(run).state)
    assert ended(run).state == "SUCCESS"
