"""What texts and links may hold, wherever an alert comes from: a form, the API, the command line or a task."""

import re
import unicodedata
from datetime import UTC, datetime
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

TITLE_CHARACTERS = 120
TEXT_CHARACTERS = 2000
LINK_CHARACTERS = 500
# An emoji that is a flag has seven of them; a word that climbs over its neighbours has dozens.
MARKS_MOST = 16
# No database and no zone's arithmetic is safe at the ends of the calendar.
EARLIEST, LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
BIDI_CONTROLS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def tidy(text: str) -> str:
    """Lines end alike whatever they were typed on, and nothing blank stands around them."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def validate_line(text: str) -> None:
    """A title: one line."""
    _validate_letters(text, allowed="")


def validate_text(text: str) -> None:
    """Several lines, of which something can be seen."""
    _validate_letters(text, allowed="\n\t")
    if not any(unicodedata.category(letter)[0] not in "ZCM" for letter in text):
        raise ValidationError(_("Write something that can be seen."), code="blank")


def _validate_letters(text: str, allowed: str) -> None:
    if any(unicodedata.category(letter) in {"Cc", "Cs"} and letter not in allowed for letter in text):
        raise ValidationError(_("Control characters are not allowed."), code="control")
    if BIDI_CONTROLS.search(text):
        raise ValidationError(_("Characters that turn the direction of writing are not allowed."), code="bidi")
    if _longest_run_of_marks(text) > MARKS_MOST:
        raise ValidationError(_("Too many invisible characters or marks in a row."), code="marks")


def _longest_run_of_marks(text: str) -> int:
    longest = run = 0
    for letter in text:
        run = run + 1 if unicodedata.category(letter) in {"Mn", "Me", "Cf"} else 0
        longest = max(longest, run)
    return longest


def validate_link(link: str) -> None:
    """A path of this site, or an address of the web: nothing that runs when it is followed."""
    if not _is_path(link) and not _is_web_address(link):
        raise ValidationError(_("A link begins with / or with https://."), code="link")
    if any(letter.isspace() or unicodedata.category(letter)[0] == "C" for letter in link):
        raise ValidationError(_("A link has no spaces and no control characters."), code="link")


def _is_path(link: str) -> bool:
    # Browsers read "//host" and "/\host" as another site.
    return link.startswith("/") and not link.startswith(("//", "/\\"))


def _is_web_address(link: str) -> bool:
    try:
        address = urlsplit(link)
        return address.scheme in {"http", "https"} and bool(address.hostname) and (address.port or 1) > 0
    except ValueError:
        return False


def validate_moment(moment: datetime) -> None:
    if not EARLIEST <= moment <= LATEST:
        raise ValidationError(_("Choose a time in this century or the next."), code="moment")
