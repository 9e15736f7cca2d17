"""What a task reports, made presentable: nonsense is clamped, percent never falls, speed is smoothed."""

import math
from dataclasses import dataclass

from tasks.models import MESSAGE_CHARACTERS

# Only success is the whole of it.
MOST_BEFORE_SUCCESS = 99.9
# Beyond it a float is no exact count any more.
MOST = 2.0**53
SMOOTHING_SECONDS = 2.0
STABLE_SECONDS = 2.0


def clamped(value: object) -> float | None:
    """A finite number from zero on, or ``None`` for what is no number."""
    if not isinstance(value, (int, float)) or isinstance(value, bool) or math.isnan(value):
        return None
    return float(min(max(value, 0), MOST))


def presentable(text: object, characters: int = MESSAGE_CHARACTERS) -> str:
    """One line of printable text, cut where it is too long."""
    # Cut first: a message of megabytes is not worth a walk.
    start = str(text)[: characters * 2]
    try:
        start.encode()
    except UnicodeEncodeError:
        start = start.encode("utf-8", "replace").decode()
    line = " ".join("".join(sign if sign.isprintable() else " " for sign in start).split())
    return line if len(line) <= characters else line[: characters - 1] + "…"


def percent_of(current: float, total: float | None, at_least: float | None) -> float | None:
    """The share done, to a tenth, never below ``at_least``; ``None`` while the total is unknown."""
    if not total:
        return at_least
    share = math.floor(current / total * 1000) / 10
    return min(max(share, at_least or 0.0), MOST_BEFORE_SUCCESS)


def seconds_left(current: float, total: float | None, rate: float | None) -> float | None:
    if total is None or not rate or current >= total:
        return None
    return about((total - current) / rate)


def about(value: float) -> float:
    """To three digits: more of a guess would be noise, sent with every tick."""
    return float(f"{value:.3g}")


@dataclass
class Pace:
    """How fast ``current`` grows, smoothed, and unknown until it has been watched for a while."""

    began: float
    at: float
    current: float = 0.0
    smooth: float | None = None

    def observe(self, current: float, now: float) -> None:
        """Looking again at what stands still changes nothing; its rest counts when it goes on."""
        elapsed, grown = now - self.at, current - self.current
        if elapsed <= 0 or not grown:
            return
        if grown < 0:
            self.began, self.smooth = now, None
        else:
            self.smooth = (self.smooth or 0.0) + self._weight(elapsed, now) * (grown / elapsed - (self.smooth or 0.0))
        self.at, self.current = now, current

    def _weight(self, elapsed: float, now: float) -> float:
        """By time, however often anybody looks: at first the plain mean, later the last seconds."""
        return max(elapsed / (now - self.began), 1 - math.exp(-elapsed / SMOOTHING_SECONDS))

    @property
    def rate(self) -> float | None:
        if self.smooth is None or self.at - self.began < STABLE_SECONDS:
            return None
        return about(self.smooth)
