"""``python -m tests.conformance http://127.0.0.1:8000``: tries a server and prints what it keeps."""

import argparse
import asyncio
import importlib
import pkgutil
import sys
from collections import Counter

from tests.conformance import scripts
from tests.conformance.runner import SCRIPTS, Outcome, Script, run
from tests.conformance.seen import Seen
from tests.conformance.server import NAMES, PASSWORD, Server


def load() -> list[Script]:
    for module in pkgutil.iter_modules(scripts.__path__):
        importlib.import_module(f"{scripts.__name__}.{module.name}")
    return SCRIPTS


def tell(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main(arguments: list[str]) -> int:
    options = parser().parse_args(arguments)
    server = Server(options.url, tuple(options.names.split(",")), options.password, age_seconds=options.age)
    wanted = [each for each in load() if options.only in each.id]
    outcomes: Counter[str] = Counter()

    def note(each: Script, outcome: Outcome) -> None:
        outcomes[outcome.word] += 1
        reason = f": {outcome.error}" if outcome.word == "not tried" else ""
        tell(f"{outcome.word:>9}  {each.part}: {each.title}{reason}  ({outcome.seconds:.1f} s)")
        if outcome.word == "BROKEN":
            tell(outcome.tell())

    asyncio.run(run(server, wanted, Seen(), note))
    tell(", ".join(f"{count} {word}" for word, count in sorted(outcomes.items())))
    return 1 if outcomes["BROKEN"] else 0


def parser() -> argparse.ArgumentParser:
    options = argparse.ArgumentParser(prog="python -m tests.conformance", description=__doc__)
    options.add_argument("url", help="as http://127.0.0.1:8000")
    options.add_argument("--names", default=",".join(NAMES), help="of alice, bob, carol and an administrator there")
    options.add_argument("--password", default=PASSWORD)
    options.add_argument("--age", type=float, help="seconds after which a connection is rotated, if it ever is")
    options.add_argument("--only", default="", help="scripts whose name contains this")
    return options


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
