"""The environment of the tests, a plugin that is there before Django reads its settings.

Each test process has a DATA_DIR and, unless REDIS_URL names a server, a Valkey of its own.
"""

import os
import shutil
import tempfile
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from project.embedded.children import Child, stop_all
from project.embedded.valkey import Valkey, address, prepare

DATA_DIR = Path(tempfile.mkdtemp(prefix="roomcast-test-"))
DEFAULTS = {
    "DATA_DIR": str(DATA_DIR),
    "EMBEDDED": "on",
    "SECRET_KEY": "only-for-tests-" * 3,
    "ALLOWED_HOSTS": "localhost,127.0.0.1,[::1],testserver",
    "LOG_LEVEL": "WARNING",
}


def _keep_apart(url: str) -> None:
    """Workers of xdist that share a server have a database and a prefix each: their rows have the same ids."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    if worker:
        server = urlsplit(url)._replace(path=f"/{int(worker.removeprefix('gw')) + 1}")
        os.environ.update(REDIS_URL=urlunsplit(server), REDIS_PREFIX=f"roomcast-{worker}")


def own_valkey() -> Valkey | None:
    given = os.environ.get("REDIS_URL", "")
    # A worker of xdist inherits its controller's.
    if given and given != os.environ.get("CONTROLLERS_REDIS_URL"):
        _keep_apart(given)
        return None
    valkey = prepare(DATA_DIR, address(DATA_DIR))
    os.environ["REDIS_URL"] = os.environ["CONTROLLERS_REDIS_URL"] = valkey.url
    return valkey


os.environ.update(DEFAULTS)
_valkey = own_valkey()
_servers = (
    [Child("valkey", [*_valkey.command, "--logfile", str(DATA_DIR / "valkey.log")], os.environ)] if _valkey else []
)


def pytest_sessionstart() -> None:
    for server in _servers:
        server.start()
    if _valkey:
        _valkey.wait_until_up()


def pytest_unconfigure() -> None:
    stop_all(_servers)
    shutil.rmtree(DATA_DIR, ignore_errors=True)
