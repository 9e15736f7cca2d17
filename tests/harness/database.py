"""The test database, and how tests come to its rows."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.test.utils import setup_databases, teardown_databases

from project.realtime.publisher import publisher


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_modify_db_settings: None, django_db_blocker: Any
) -> Iterator[None]:
    """As pytest-django's own, which makes no database where only other processes use it."""
    with django_db_blocker.unblock():
        made = setup_databases(verbosity=0, interactive=False, serialized_aliases=())
    yield
    with django_db_blocker.unblock():
        _end_other_sessions()
        teardown_databases(made, verbosity=0)


def _end_other_sessions() -> None:
    """Threads that served coroutines keep their connection, and PostgreSQL drops no database that somebody uses."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            others = "datname = current_database() AND pid <> pg_backend_pid()"
            cursor.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}")  # noqa: S608 - fixed


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Rows that other processes see, and that stay. Every test has people and rooms of its own, so none is in the way.

    Coroutines may use the ORM directly: nobody else waits for a test's event loop.
    """
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    opened: list[BaseDatabaseWrapper] = []
    connection_created.connect(lambda connection, **_: opened.append(connection), weak=False, dispatch_uid="committed")
    with django_db_blocker.unblock():
        yield
        publisher.flush()
        connection_created.disconnect(dispatch_uid="committed")
        for each in opened:
            _close(each)


def _close(opened: BaseDatabaseWrapper) -> None:
    """Inside a loop, and in threads, Django opens connections that nobody closes."""
    opened.inc_thread_sharing()
    opened.close()
    opened.dec_thread_sharing()
