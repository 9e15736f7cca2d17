"""docs/metrics.md says what each figure and each field of the log is, and of nothing that is not there."""

import re

from prometheus_client import Metric
from prometheus_client.parser import text_string_to_metric_families

from project.health.metrics import exposition
from project.realtime import gauges
from tests.docs.pages import ROOT

PAGE = (ROOT / "docs" / "metrics.md").read_text()
NAME = re.compile(r"`(roomcast_[a-z_]+)(?:\{([a-z_,]+)\})?`")
ENDINGS = "_bucket|_count|_sum"


async def known() -> dict[str, Metric]:
    """What is served, by the name that is asked for."""
    gauges.look()
    served = text_string_to_metric_families(exposition().decode())
    ours = [metric for metric in served if metric.name.startswith("roomcast_")]
    return {f"{metric.name}_total" if metric.type == "counter" else metric.name: metric for metric in ours}


def rows() -> dict[str, str]:
    """The labels of each metric that has a row."""
    firsts = [line.split("|")[1] for line in PAGE.splitlines() if line.startswith("| `roomcast_")]
    return {name: labels for first in firsts for name, labels in NAME.findall(first)}


async def test_every_metric_has_its_row_and_every_row_its_metric() -> None:
    assert sorted(rows()) == sorted(await known())


async def test_a_row_names_the_labels() -> None:
    told = rows()
    for name, metric in (await known()).items():
        labels = {label for sample in metric.samples for label in sample.labels} - {"le"}
        assert labels <= set(told[name].split(",")), name


async def test_alerts_ask_for_metrics_that_are_there() -> None:
    asked = re.findall(r"roomcast_[a-z_]+", PAGE.partition("## Alerts")[2].partition("## The log")[0])
    assert asked
    assert {re.sub(f"({ENDINGS})$", "", name) for name in asked} <= set(await known())


def test_each_line_that_is_explained_is_said_somewhere() -> None:
    apps = ("project", "chat", "tasks", "notifications")
    code = "".join(path.read_text() for app in apps for path in (ROOT / app).rglob("*.py"))
    firsts = [row.split("|")[1] for row in PAGE.partition("| line | means |")[2].splitlines() if row.startswith("| `")]
    lines = [line.removesuffix(" fails") for first in firsts for line in re.findall("`([^`]+)`", first)]
    pieces = [piece.strip() for line in lines for piece in line.split("…") if piece.strip()]
    assert len(pieces) > 10
    assert [piece for piece in pieces if piece not in code] == []
