"""``python -m tests.autobahn --wstest …/bin/wstest``; ends with 1 if ours fails where plain Daphne does not."""

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from tests.autobahn.report import beyond, faults, read, table
from tests.autobahn.servers import MESSAGE_BYTES, Daphne, Serve
from tests.harness.program import ROOT
from tests.load.servers import Redis, Setting

CONTROL, OURS, WIRE = "plain Daphne", "manage.py serve", "manage.py serve, straight to the socket"
# Compression, which neither negotiates.
LEFT_OUT = ["12.*", "13.*"]


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="make autobahn", description="The Autobahn test suite; see docs/websocket.md."
    )
    parser.add_argument("--wstest", type=Path, required=True, help="the suite's program, in an environment of its own")
    parser.add_argument("--cases", default="*", help="such as 1.*,6.4.1; all")
    chosen = parser.parse_args()
    if not chosen.wstest.is_file():
        parser.error(f"there is no program {chosen.wstest}; docs/websocket.md says how to get it")
    return chosen


def setting(directory: Path, name: str, redis: Redis, **changes: str) -> Setting:
    (directory / name).mkdir()
    return Setting(directory / name, redis.url, changes)


def fuzz(wstest: Path, urls: dict[str, str], cases: list[str], reports: Path, directory: Path) -> None:
    servers = [{"agent": agent, "url": url} for agent, url in urls.items()]
    spec = {"outdir": str(reports), "servers": servers, "cases": cases, "exclude-cases": LEFT_OUT}
    (directory / "spec.json").write_text(json.dumps(spec))
    command = [str(wstest.absolute()), "--mode", "fuzzingclient", "--spec", str(directory / "spec.json")]
    subprocess.run(command, cwd=directory, check=True)


def run(chosen: argparse.Namespace, reports: Path) -> None:
    with ExitStack() as stack:
        directory = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="roomcast-autobahn-")))
        redis = stack.enter_context(Redis(directory))
        daphne = stack.enter_context(Daphne(setting(directory, "daphne", redis)))
        serve = stack.enter_context(Serve(setting(directory, "serve", redis, MESSAGE_BYTES=MESSAGE_BYTES)))
        there = {CONTROL: daphne, OURS: serve, WIRE: serve}
        paths = {CONTROL: "/", OURS: "/", WIRE: "/wire/"}
        urls = {agent: f"ws://127.0.0.1:{server.port}{paths[agent]}" for agent, server in there.items()}
        fuzz(chosen.wstest, urls, chosen.cases.split(","), reports, directory)


def main() -> int:
    chosen = arguments()
    # So that the servers go too when this is told to.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    reports = Path(os.environ.get("DATA_DIR", ROOT / "var")) / "autobahn"
    # What an earlier run has left must not be read as this one's.
    shutil.rmtree(reports, ignore_errors=True)
    run(chosen, reports)
    found = read(reports)
    if wrong := faults(found, CONTROL, [OURS, WIRE]):
        say("REFUSED: " + "; ".join(wrong))
        return 1
    more = beyond(found, CONTROL, [OURS, WIRE])
    ordered = {agent: found[agent] for agent in (CONTROL, OURS, WIRE)}
    say(f"\n{table(ordered)}\n\nThe suite's own report: {reports}/index.html")
    say(f"Beyond what plain Daphne fails: {', '.join(more) or 'nothing'}.")
    return 1 if more else 0


if __name__ == "__main__":
    sys.exit(main())
