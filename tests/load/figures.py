"""Medians, percentiles and ratios."""

import math
from collections.abc import Iterable, Sequence
from statistics import median


def percentile(values: Iterable[float], share: float) -> float:
    """The smallest value that at least ``share`` of them do not exceed."""
    ordered = sorted(values)
    if not ordered:
        return math.nan
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def middle(values: Sequence[float]) -> float:
    return median(values) if values else math.nan


def shown(value: float, unit: str = "") -> str:
    """Three digits that mean something, and thousands set apart."""
    if math.isnan(value):
        return "—"
    digits = 0 if value == 0 or abs(value) >= 100 else max(0, 2 - math.floor(math.log10(abs(value))))
    return f"{value:,.{min(digits, 4)}f}{unit}"


def times(value: float) -> str:
    """A ratio, as people read it: 42 ×, or 1/17."""
    if math.isnan(value) or value <= 0:
        return "—"
    return f"{shown(value)} ×" if value >= 0.5 else f"1/{shown(1 / value)}"
