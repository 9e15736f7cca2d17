"""Which server is tried: that of ``--url`` or CONFORMANCE_URL, else our own, which ``tests.harness.tried`` starts.

That plugin is asked for by the name of its fixture alone, and only where no address is given.
"""

import os
from collections.abc import Mapping

import pytest

from tests.conformance.server import NAMES, PASSWORD, Server

pytest.register_assert_rewrite("tests.conformance.scripts")


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("conformance", "the server that tests/conformance tries")
    group.addoption("--url", default=os.environ.get("CONFORMANCE_URL"), help="as http://127.0.0.1:8000")
    group.addoption("--names", default=",".join(NAMES), help="of alice, bob, carol and an administrator there")
    group.addoption("--password", default=PASSWORD, help="of all four")
    group.addoption("--age", type=float, help="seconds after which it rotates a connection, if it does")


@pytest.fixture(scope="session")
def is_own(request: pytest.FixtureRequest) -> bool:
    """Is it a server of ours, with nothing that could not be tried?"""
    return not request.config.getoption("url", None)


@pytest.fixture(scope="session")
def servers(request: pytest.FixtureRequest, is_own: bool) -> Mapping[str, Server]:
    """By kind: one as it comes, and one whose limits are soon reached."""
    if is_own:
        own: Mapping[str, Server] = request.getfixturevalue("own_servers")
        return own
    options = request.config
    names = tuple(options.getoption("names").split(","))
    age = options.getoption("age")
    server = Server(options.getoption("url"), names, options.getoption("password"), age_seconds=age)
    return {"usual": server, "strict": server}
