"""Kinds of notifications: declared once, read in the reader's language."""

import pytest
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from notifications import kinds
from notifications.kinds import Kind, Wording
from notifications.severities import Severity

# "Critical" stands in the catalogue of this very app.
KIND = Kind(
    "test",
    icon="info",
    wording=Wording(_("Critical"), "%(task)s"),
    chosen_by="state",
    cases={"LOST": Wording("%(task)s was interrupted", severity=Severity.WARNING)},
)


def test_a_value_chooses_the_wording() -> None:
    assert KIND.render({"task": "Export", "state": "LOST"}).title == "Export was interrupted"
    assert KIND.render({"task": "Export", "state": "LOST"}).severity is Severity.WARNING
    assert KIND.render({"task": "Export"}).text == "Export"


def test_words_are_in_the_language_that_is_active() -> None:
    with translation.override("zh-hans"):
        assert KIND.render({"task": "导出"}).title == "严重"
        assert KIND.as_dict()["wording"]["title"] == "严重"
    with translation.override("en"):
        assert KIND.render({"task": "导出"}).title == "Critical"


def test_a_kind_is_declared_once() -> None:
    with pytest.raises(TypeError):
        kinds.register(kinds.NOTE)


def test_one_that_is_not_registered_can_be_read_but_not_written() -> None:
    assert kinds.shown("of an app that is gone") is kinds.UNKNOWN
    with pytest.raises(ValueError, match="gone"):
        kinds.known("of an app that is gone")
