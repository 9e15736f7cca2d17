"""What must be true before anything is started; each problem is one line."""

import fcntl
import os
import socket
import tempfile
from pathlib import Path
from typing import IO


class Refusal(Exception):
    """Why nothing was started, in one line for the person at the terminal."""


def check_data_dir(data_dir: Path) -> None:
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=data_dir):
            pass
    except OSError as error:
        raise Refusal(f"DATA_DIR={data_dir} cannot be written: {error.strerror}. Choose another.") from error


def claim_data_dir(data_dir: Path) -> IO[str]:
    """Two of us on one database file would run every task twice. The claim lasts as long as the file is open."""
    claim = (data_dir / "dev.lock").open("a+")
    try:
        fcntl.flock(claim, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        claim.seek(0)
        owner = claim.read().strip()
        claim.close()
        raise Refusal(f"DATA_DIR={data_dir} is in use by process {owner}. Choose another with DATA_DIR=….") from error
    claim.truncate(0)
    claim.write(str(os.getpid()))
    claim.flush()
    return claim


def check_address(host: str, port: int) -> None:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except socket.gaierror as error:
        raise Refusal(f"HOST={host} is not an address of this machine.") from error
    except OSError as error:
        raise Refusal(
            f"PORT={port} on {host}: {(error.strerror or '').lower()}. Choose another with PORT=…."
        ) from error
