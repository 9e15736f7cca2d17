"""What the bench makes of numbers, and which numbers it refuses. Nothing is measured here."""

import math
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.load.figures import middle, percentile, shown, times
from tests.load.hotspots import hotspots
from tests.load.publishers.pace import paced, said
from tests.load.report import Goal, Line, table
from tests.load.usage import cpu_seconds, family, resident_bytes
from tests.load.validity import GENERATOR_SHARE, OTHERS_SHARE, Run, faults

GOOD = Run("ours", sent=10, sockets=5, delivered=50, server=0.5, seconds=1.0, generator_share=0.2)


def test_a_good_run_has_no_fault() -> None:
    assert faults(GOOD) == []


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"generator_share": GENERATOR_SHARE + 0.01}, "the generator used 86%"),
        ({"others_share": OTHERS_SHARE + 0.01}, "something else used"),
        ({"sent": 0, "delivered": 0}, "nothing was sent"),
        ({"delivered": 0}, "nothing arrived"),
        ({"delivered": 51}, "51 arrived of 50"),
        ({"delivered": 49}, "1 of 50 did not arrive"),
        ({"dropped": 1}, "1 sockets were dropped"),
    ],
)
def test_a_run_that_says_nothing_is_refused(change: dict[str, Any], why: str) -> None:
    found = faults(replace(GOOD, **change))
    assert any(why in fault for fault in found), found
    assert all(fault.startswith("ours: ") for fault in found)


def test_a_row_about_loss_may_lose_and_yet_not_gain() -> None:
    assert faults(replace(GOOD, delivered=15, dropped=1), loss_matters=False) == []
    assert faults(replace(GOOD, delivered=51), loss_matters=False) != []
    assert faults(replace(GOOD, delivered=0), loss_matters=False) != []


def test_what_a_run_costs() -> None:
    assert GOOD.per_delivery == pytest.approx(0.01)
    assert GOOD.share == pytest.approx(0.5)


def test_percentiles_are_values_that_were_there() -> None:
    values = [float(number) for number in range(1, 101)]
    assert percentile(values, 0.5) == 50
    assert percentile(values, 0.99) == 99
    assert percentile(values, 1) == 100
    assert percentile(reversed(values[:3]), 0.5) == 2
    assert percentile([7.0], 0.99) == 7
    assert math.isnan(percentile([], 0.5))


def test_the_middle_of_nothing_is_no_number() -> None:
    assert middle([3.0, 1.0, 2.0]) == 2
    assert math.isnan(middle([]))


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0, "0"), (0.01234, "0.0123"), (1.234, "1.23"), (12.34, "12.3"), (123.4, "123"), (98765.4, "98,765")],
)
def test_three_digits_are_shown(value: float, text: str) -> None:
    assert shown(value) == text


@pytest.mark.parametrize(("value", "text"), [(40.0, "40.0 ×"), (1.0, "1.00 ×"), (1 / 17, "1/17.0"), (math.nan, "—")])
def test_ratios_are_said_as_people_say_them(value: float, text: str) -> None:
    assert times(value) == text


@pytest.mark.parametrize(("ratio", "verdict"), [(39.0, "missed"), (40.0, "met"), (99.0, "met"), (100.0, "aim")])
def test_more_is_better(ratio: float, verdict: str) -> None:
    assert Goal(40, 100).verdict(ratio) == verdict


@pytest.mark.parametrize(("ratio", "verdict"), [(0.9, "missed"), (0.85, "met"), (0.7, "met"), (0.6, "aim")])
def test_less_is_better(ratio: float, verdict: str) -> None:
    assert Goal(0.85, 0.6, more=False).verdict(ratio) == verdict


def test_no_ratio_is_made_of_a_refused_run() -> None:
    line = Line("deliveries", "25,000", "5,000", 5.0, Goal(4, 10), ["ours: nothing arrived", "ours: nothing arrived"])
    assert line.cells() == ["deliveries", "—", "—", "INVALID", "≥ 4.00 ×", "≥ 10.0 ×", "ours: nothing arrived"]


def test_what_was_not_measured_says_why() -> None:
    cells = Line("deliveries", goal=Goal(0.9, 2), absent="no Node").cells()
    assert "not measured: no Node" in cells
    assert "missed" not in cells


def test_the_table_is_markdown() -> None:
    lines = [Line("one", "2", "1", 2.0, Goal(1.5, 3)), Line("two", absent="no Node")]
    rows = table(lines).splitlines()
    assert rows[2] == "| one | 2 | 1 | 2.00 × | ≥ 1.50 × | ≥ 3.00 × | met |"
    assert {row.count("|") for row in rows} == {8}


def test_hotspots_count_a_function_once_a_stack() -> None:
    folded = "main (a/run.py:1);walk (a/tree.py:5);walk (a/tree.py:5) 3\nmain (a/run.py:2) 1\n"
    own, below = hotspots(folded).split("\n\n")
    assert " 75.0%  walk (a/tree.py)" in own
    assert "main" not in below, "what is in every stack says nothing"
    assert " 75.0%  walk (a/tree.py)" in below


def test_a_process_and_its_children_are_one_family() -> None:
    child = "print('up', flush=True); input()"
    script = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])"
    command = [sys.executable, "-c", script]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == "up\n"
        assert [len(family(parent.pid)), family(parent.pid)[0]] == [2, parent.pid]
        assert resident_bytes(parent.pid) > 1_000_000
        assert cpu_seconds(parent.pid) > 0
        parent.communicate("\n")


def test_messages_are_sent_so_many_and_say_when() -> None:
    sent: list[int] = []
    told = paced(sent.append, count=20, rate=0, burst=1)
    assert sent == list(range(20))
    first = int(said(3)[1:20])
    assert told["first_at"] <= first
    assert said(3)[20:27] == ".000003"


def test_nothing_of_the_bench_is_taken_for_a_test() -> None:
    places = sorted((Path(__file__).parent / "load").rglob("test_*.py"))
    assert places == []
