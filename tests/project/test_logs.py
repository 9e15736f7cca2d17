"""What the log collector reads."""

import json
import subprocess
import sys
from pathlib import Path

from tests.project.commands import ROOT, environment

FAIL = """
import logging
import django
import structlog

django.setup()
structlog.contextvars.bind_contextvars(connection="c9")
for log, said in ((logging.getLogger("plain"), {}), (structlog.get_logger("structured"), {"reference": "7f3a"})):
    try:
        {}["nothing"]
    except KeyError:
        log.exception("frame_failed", **said)
"""


def test_every_traceback_is_in_the_json_whoever_logs_it(tmp_path: Path) -> None:
    given = environment(DATA_DIR=str(tmp_path), LOG_FORMAT="json", DJANGO_SETTINGS_MODULE="project.settings")
    failed = subprocess.run([sys.executable, "-c", FAIL], cwd=ROOT, env=given, capture_output=True, text=True)
    plain, structured = map(json.loads, failed.stderr.splitlines())
    for line in (plain, structured):
        assert (line["event"], line["level"], line["connection"]) == ("frame_failed", "error", "c9")
        assert line["exception"].startswith("Traceback")
        assert line["exception"].endswith("KeyError: 'nothing'")
    assert structured["reference"] == "7f3a"
