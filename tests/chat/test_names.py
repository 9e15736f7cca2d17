import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.names import NAME_CHARACTERS, clean_name, name_key
from project.realtime.errors import Invalid

names = st.text(st.characters(blacklist_categories=["Cc", "Cs"]), min_size=1, max_size=120)


@pytest.mark.parametrize(
    "name", ["聊天室", "产品 讨论组 🚀", "Größe", "غرفة", "r", "admin", "a.b", "100%", "a?b#c", "#1", "👨‍👩‍👧", "%2F"]
)
def test_every_script_may_name_a_room(name: str) -> None:
    assert clean_name(name) == unicodedata.normalize("NFC", name)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "   ",
        ".",
        "..",
        "a/b",
        "a\x00b",
        "a\nb",
        "a\x7fb",
        "\ud800",
        "\u202egnp.exe",
        "a\u2066b",
        "a\u200fb",
        "\u061c",
        "\u200b\u200b",
        "\ufeff",
        "\u3164",
        "\u2800",
        "\u115f",
        "x" * 101,
    ],
)
def test_what_hides_or_has_no_address_is_refused_at_its_field(name: str) -> None:
    with pytest.raises(Invalid) as refused:
        clean_name(name)
    assert list(refused.value.as_dict()["fields"]) == ["name"]


def test_blanks_around_and_between_are_one() -> None:
    assert clean_name("  a \u3000  b\n") == "a b"


@pytest.mark.parametrize(
    ("one", "other"),
    [("Café", "CAFE\u0301"), ("Straße", "STRASSE"), ("General", "gen\u200beral"), ("a b", "A  b"), ("x", "\u00adX")],
)
def test_names_that_look_alike_are_one_name(one: str, other: str) -> None:
    assert name_key(clean_name(one)) == name_key(clean_name(other))


def test_other_names_are_others() -> None:
    assert len({name_key(name) for name in ("聊天室", "聊天", "general", "general 2", "ｇeneral")}) == 5


@given(names)
def test_a_clean_name_is_clean_and_has_one_key(raw: str) -> None:
    try:
        name = clean_name(raw)
    except Invalid:
        return
    assert clean_name(name) == name
    assert 1 <= len(name) <= NAME_CHARACTERS
    assert name_key(name_key(name)) == name_key(name) == name_key(raw)
    assert name_key(name)
