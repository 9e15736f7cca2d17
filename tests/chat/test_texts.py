import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.texts import clean_text
from project.realtime.errors import Invalid


@pytest.mark.parametrize(
    ("raw", "kept"), [("hi  \n\n", "hi"), ("  code", "  code"), ("a\r\nb\rc", "a\nb\nc"), ("\ta", "\ta")]
)
def test_only_what_trails_is_taken_off(raw: str, kept: str) -> None:
    assert clean_text(raw) == kept


def test_four_thousand_characters_fit_and_one_more_does_not() -> None:
    assert len(clean_text("字" * 4000 + "   ")) == 4000
    with pytest.raises(Invalid) as refused:
        clean_text("字" * 4001)
    assert "4001" in refused.value.as_dict()["fields"]["text"]


@pytest.mark.parametrize("raw", ["", " \n", "\u200b", "a\x00b", "a\x1bb", "a\x85b", "\udfff"])
def test_nothing_and_controls_are_refused_at_the_field(raw: str) -> None:
    with pytest.raises(Invalid) as refused:
        clean_text(raw)
    assert list(refused.value.as_dict()["fields"]) == ["text"]


@given(st.text(max_size=200))
def test_what_is_kept_stays_as_it_is(raw: str) -> None:
    try:
        text = clean_text(raw)
    except Invalid:
        return
    assert clean_text(text) == text
    assert text.encode()
