"""Which characters people's text may hold."""

import re
import unicodedata

# They turn the direction of what stands around them, so that a name could pretend to be another.
BIDI_CONTROLS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
# Letters and symbols that show nothing, though Unicode counts them as visible.
_BLANK_LETTERS = "\u115f\u1160\u2800\u3164\uffa0"
INVISIBLE = re.compile(f"[\u00ad\u034f\u17b4\u17b5\u180b-\u180e\u200b\u2060-\u2064\ufeff{_BLANK_LETTERS}]")


def has_controls(text: str, allowed: str = "") -> bool:
    """Control characters (NUL is no text in any database), and halves of surrogate pairs, which no encoding takes."""
    return any(unicodedata.category(letter) in {"Cc", "Cs"} and letter not in allowed for letter in text)


def shows_something(text: str) -> bool:
    """Is there one character to be seen: no blank, mark, control or format character?"""
    return any(unicodedata.category(letter)[0] not in "ZMC" and letter not in _BLANK_LETTERS for letter in text)
