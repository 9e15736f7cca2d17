"""docs/protocol.md names everything that a client may meet or send."""

import re

from django.apps import apps

from project.realtime import topics
from project.realtime.errors import ErrorCode
from project.realtime.protocol import CloseCode
from tests.docs.pages import ROOT

PROTOCOL = (ROOT / "docs" / "protocol.md").read_text()


def section(heading: str) -> str:
    """The text below a heading, down to the next one."""
    return re.split(r"^#+ ", PROTOCOL.partition(f"# {heading}")[2], maxsplit=1, flags=re.MULTILINE)[0]


def test_it_names_every_topic_and_command() -> None:
    assert apps.ready
    known = {name: topics.find(f"{name}:1")[0] for name in ("room", "user", "everyone", "task")}
    for name, topic in known.items():
        assert f"`{name}" in section("Topics")
        for command in topic.commands:
            assert f"`{command.wire_name()}`" in section("Commands")


def test_it_names_every_field_of_every_command() -> None:
    for prefix in ("room", "user", "task"):
        for command in topics.find(f"{prefix}:1")[0].commands:
            (row,) = [line for line in section("Commands").splitlines() if f"`{command.wire_name()}`" in line]
            fields = re.findall(r"[a-z_]+", row.split("|")[3].partition("`")[2].partition("`")[0])
            assert fields == list(command.model_fields), command.wire_name()


def test_it_names_every_error_code() -> None:
    told = {int(code) for code in re.findall(r"(?:^|· )(\d{3}) ", section("Error codes"), re.MULTILINE)}
    assert told == {code.value for code in ErrorCode}


def test_it_names_every_close_code() -> None:
    told = {
        int(code) for code in re.findall(r"\b4[0-3]\d\d (?=[a-z])", section("Close codes: the range is the policy"))
    }
    assert told == {code.value for code in CloseCode if code >= 4000}
