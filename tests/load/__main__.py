"""``python -m tests.load [--quick] [--rows deliveries,latency]``."""

import argparse
import os
import signal
import sys
import tempfile
import time
import traceback
from pathlib import Path

from tests.harness.program import ROOT
from tests.load.bench import Bench
from tests.load.ceiling import ceiling
from tests.load.figures import shown
from tests.load.report import Line, table
from tests.load.rows import ROWS
from tests.load.servers import Redis
from tests.load.stage import PROFILES
from tests.load.usage import GENERATOR_CPU


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench", description="How fast the product is, beside others.")
    parser.add_argument(
        "--quick", action="store_true", help="only try whether everything runs; the figures mean nothing"
    )
    parser.add_argument("--rows", default=",".join(ROWS), help=f"of {', '.join(ROWS)}")
    parser.add_argument("--profile", action="store_true", help="also where each server's time goes; costs time itself")
    chosen = parser.parse_args()
    chosen.rows = [name.strip() for name in chosen.rows.split(",") if name.strip()]
    if unknown := set(chosen.rows) - set(ROWS):
        parser.error(f"no such row: {', '.join(sorted(unknown))}; there are {', '.join(ROWS)}")
    return chosen


def measured(bench: Bench, name: str) -> list[Line]:
    """One row that fails must not take the others with it; what it said is shown."""
    began = time.monotonic()
    try:
        lines = ROWS[name](bench)
    except Exception as error:
        traceback.print_exc()
        lines = [Line(name, faults=[f"it failed: {error!r}"[:200]])]
    for line in lines:
        say("   " + " | ".join(line.cells()))
    say(f"   ({time.monotonic() - began:.0f} s)")
    return lines


def main() -> int:
    chosen = arguments()
    if (os.cpu_count() or 1) < 2 or sys.platform != "linux":
        say("make bench needs Linux and two cores: one for the server, one for everything else.")
        return 2
    # So that servers, helpers and files go too when the bench is told to.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    os.sched_setaffinity(0, {GENERATOR_CPU})
    results = Path(os.environ.get("DATA_DIR", ROOT / "var")) / "bench"
    results.mkdir(parents=True, exist_ok=True)
    if chosen.profile:
        os.environ[PROFILES] = str(results / "profiles")
        (results / "profiles").mkdir(exist_ok=True)
    lines: list[Line] = []
    with tempfile.TemporaryDirectory(prefix="roomcast-bench-") as place, Redis(Path(place)) as redis:
        bench = Bench(Path(place), results, redis, quick=chosen.quick)
        frames = ceiling(Path(place), bench.scaled(3, 1))
        bench.note("ceiling", frames)
        say(f"The generator takes {shown(frames)} frames per second of its core.")
        for name in chosen.rows:
            say(f"== {name}")
            lines += measured(bench, name)
    (results / "table.md").write_text(table(lines) + "\n")
    say(f"\n{table(lines)}\n\nThe table and the raw numbers are in {results}.")
    if chosen.quick:
        say("This was a try: the figures mean nothing.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
