"""What fails again and again is said once when it begins, and once when it is over."""

import logging
import threading
import time


class Outage:
    """``doing`` is what fails, in words that go on with “fails” and “works again”; thread-safe."""

    def __init__(self, log: logging.Logger, doing: str) -> None:
        self._log, self._doing = log, doing
        self._lock = threading.Lock()
        self._since: float | None = None
        self._count = 0

    @property
    def lasts(self) -> bool:
        """It has failed, and not worked since."""
        return self._since is not None

    def failed(self, error: BaseException, count: int = 1) -> None:
        """``count`` more of what is done could not be done."""
        with self._lock:
            begins, self._count = self._since is None, self._count + count
            self._since = self._since or time.monotonic()
        if begins:
            told = f"{type(error).__name__}: {error}"
            self._log.warning("%s fails; nothing more is said of it until it works again: %s", self._doing, told)

    def worked(self) -> None:
        if self._since is None:
            return
        with self._lock:
            since, count = self._since, self._count
            self._since, self._count = None, 0
        if since is not None:
            self._log.warning(
                "%s works again after %.0f s; %s failed meanwhile", self._doing, time.monotonic() - since, count
            )
