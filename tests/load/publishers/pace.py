"""Sending at an even pace, whatever one send takes."""

import time
from collections.abc import Callable
from typing import Any

PADDING = "The quick brown fox jumps over the lazy dog, twice a day."


def stamp(number: int) -> str:
    """When, and which: as long as the words at a bar are."""
    return f"~{time.monotonic_ns():019d}.{number:06d}"


def said(number: int) -> str:
    """What every message of the bench says: its stamp, and something to carry."""
    return f"{stamp(number)} {PADDING}"


def paced(send: Callable[[int], None], *, count: int, rate: float, burst: int) -> dict[str, Any]:
    """``send(number)`` so many times, ``rate`` a second and ``burst`` at a time, or as fast as it goes at rate 0."""
    began, cpu = time.monotonic(), time.process_time()
    first_at = time.monotonic_ns()
    for number in range(count):
        if rate and number % burst == 0:
            time.sleep(max(0.0, began + number / rate - time.monotonic()))
        send(number)
    return {
        "sent": count,
        "first_at": first_at,
        "seconds": time.monotonic() - began,
        "share": (time.process_time() - cpu) / (time.monotonic() - began),
    }
