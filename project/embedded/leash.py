"""``leash.py PARENT command…``: become the command, and die with the process PARENT.

A parent killed with SIGKILL cannot stop its children; on Linux the kernel does it for us.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def die_with_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def main(parent: int, command: list[str]) -> None:
    die_with_parent()
    # It may have gone before we asked.
    if os.getppid() == parent:
        os.execvp(command[0], command)  # noqa: S606 - no shell is wanted


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
