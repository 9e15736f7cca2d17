"""Is this text one emoji?"""

import re
import unicodedata

EMOJI_CHARACTERS = 16
_KEYCAP = re.compile("[0-9#*]\ufe0f?\u20e3")
# Emoji that Unicode files under punctuation.
_PUNCTUATION = "\u203c\u2049\u3030"
_JOINERS = re.compile("[\u200d\ufe0e\ufe0f\U000e0020-\U000e007f]")


def is_emoji(text: str) -> bool:
    """Symbols and what joins them; letters, digits and blanks are none."""
    if not 0 < len(text) <= EMOJI_CHARACTERS:
        return False
    symbols = _JOINERS.sub("", text)
    return bool(_KEYCAP.fullmatch(text)) or (symbols != "" and all(_is_symbol(letter) for letter in symbols))


def _is_symbol(letter: str) -> bool:
    return letter in _PUNCTUATION or (unicodedata.category(letter) in {"So", "Sk", "Sm"} and letter >= "\u00a9")
