"""``python -m tests.load.loss``: 300 clients, 120 messages, and every connection is cut again and again.

Ends with 0 only if ours has lost nothing, repeated nothing, and told nothing to whom it does not concern.
"""

import argparse
import os
import random
import signal
import sys
import tempfile
import time
from pathlib import Path

from tests.load.loss.client import Weather
from tests.load.loss.outcome import Outcome
from tests.load.loss.sides import Ours, Plan, Side, Theirs
from tests.load.loss.table import table
from tests.load.servers import Redis, Setting
from tests.load.usage import GENERATOR_CPU

SIDES: tuple[type[Side], ...] = (Ours, Theirs)


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make loss", description="What arrives where connections are cut.")
    parser.add_argument("--clients", type=int, default=300)
    parser.add_argument("--messages", type=int, default=120)
    parser.add_argument("--rate", type=float, default=2.0, help="messages a second")
    parser.add_argument("--every", type=float, default=15.0, help="seconds a connection lives, in the mean")
    parser.add_argument("--away", type=float, default=2.0, help="seconds without a network after each cut")
    parser.add_argument("--seed", type=int, default=None, help="of the chance by which cuts fall")
    chosen = parser.parse_args()
    chosen.seed = random.randrange(10**6) if chosen.seed is None else chosen.seed
    return chosen


def outcome(side: type[Side], chosen: argparse.Namespace, directory: Path, redis: Redis) -> Outcome:
    place = directory / side.verb
    place.mkdir()
    weather = Weather(chosen.every, chosen.away, random.Random(chosen.seed))
    began = time.monotonic()
    say(f"== {side.name}")
    plan = Plan(chosen.clients, chosen.messages, chosen.rate, weather)
    found = side(plan, Setting(place, redis.url)).outcome()
    say(f"   {found.delivered:,} of {found.wanted:,} arrived ({time.monotonic() - began:.0f} s)")
    return found


def verdict(outcomes: dict[str, Outcome]) -> int:
    """A run that says nothing is not shown."""
    wrong = [f"{name}: {fault}" for name, found in outcomes.items() for fault in found.faults()]
    if wrong:
        say("\nREFUSED: " + "; ".join(wrong))
        return 1
    say(f"\n{table(outcomes)}")
    is_whole = outcomes[Ours.name].is_whole
    say("\nOurs: nothing lost." if is_whole else "\nOurs: FAILED.")
    return 0 if is_whole else 1


def main() -> int:
    chosen = arguments()
    if (os.cpu_count() or 1) < 2 or sys.platform != "linux":
        say("make loss needs Linux and two cores: one for the server, one for everybody else.")
        return 2
    # So that servers, helpers and files go too when this is told to.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    os.sched_setaffinity(0, {GENERATOR_CPU})
    say(
        f"{chosen.clients} clients, {chosen.messages} messages at {chosen.rate:g} a second; each connection is cut"
        f" after {chosen.every:g} s in the mean, for {chosen.away:g} s (--seed {chosen.seed})."
    )
    with tempfile.TemporaryDirectory(prefix="roomcast-loss-") as place, Redis(Path(place)) as redis:
        return verdict({side.name: outcome(side, chosen, Path(place), redis) for side in SIDES})


if __name__ == "__main__":
    sys.exit(main())
