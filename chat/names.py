"""Names of rooms: any script, spaces and emoji; nothing that hides, or that an address cannot carry."""

import re
import unicodedata

from django.utils.translation import gettext

from chat.characters import BIDI_CONTROLS, INVISIBLE, has_controls, shows_something
from project.realtime.errors import Invalid

NAME_CHARACTERS = 100


def clean_name(raw: str) -> str:
    """The name as it is kept and shown, or ``Invalid`` at the field ``name``."""
    # NFC undoes half surrogates no more than it mends controls, so order does not matter to the checks below.
    trimmed = unicodedata.normalize("NFC", raw.strip())
    name = re.sub(r"\s+", " ", trimmed)
    if problem := _problem(trimmed, name):
        raise Invalid(problem, fields={"name": problem})
    return name


def _problem(trimmed: str, name: str) -> str | None:
    if has_controls(trimmed) or BIDI_CONTROLS.search(name):
        return gettext("A name cannot contain control characters.")
    if not shows_something(name):
        return gettext("Give the room a name that can be seen.")
    if len(name) > NAME_CHARACTERS:
        return gettext("A name has at most %(most)d characters.") % {"most": NAME_CHARACTERS}
    if "/" in name:
        return gettext("A name cannot contain a slash.")
    if name in {".", ".."}:
        return gettext("Dots alone are no name.")
    return None


def name_key(name: str) -> str:
    """Names with one key are one name: case and what cannot be seen make no difference."""
    seen = re.sub(r"\s+", " ", INVISIBLE.sub("", name)).strip()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", seen).casefold())
