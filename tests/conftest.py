"""What all tests share. The environment is made earlier, by ``tests.environment``."""

from collections.abc import Iterator

import hypothesis
import pytest
from django.conf import settings
from django.utils import translation
from limits.storage import storage_from_string

pytest_plugins = ["tests.cast", "tests.harness.database", "tests.harness.fixtures", "tests.harness.tried"]

# How long an example takes says something of the machine alone.
hypothesis.settings.register_profile("roomcast", deadline=None)
hypothesis.settings.load_profile("roomcast")

RANKS = {"browser": 2, "live": 1}


@pytest.fixture(autouse=True)
def _own_language() -> Iterator[None]:
    """A request leaves its language behind in the thread, and the next test would speak it."""
    with translation.override(settings.LANGUAGE_CODE):
        yield


@pytest.fixture(autouse=True)
def _rested() -> None:
    """Rolled back ids come again, and Redis would remember how fast the one before them was."""
    storage_from_string(settings.REDIS_URLS[0]).reset()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "committed" in getattr(item, "fixturenames", ()):
            item.add_marker("live")


@pytest.hookimpl(trylast=True, specname="pytest_collection_modifyitems")
def pytest_collection_sort(items: list[pytest.Item]) -> None:
    """Live tests leave their rows, and a browser its event loop; so they come after those that want neither."""
    items.sort(key=lambda item: max((RANKS.get(mark.name, 0) for mark in item.iter_markers()), default=0))
