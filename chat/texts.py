"""What a message may say."""

from django.conf import settings
from django.utils.translation import gettext

from chat.characters import has_controls, shows_something
from project.realtime.errors import Invalid


def clean_text(raw: str) -> str:
    """The text as it is kept, or ``Invalid`` at the field ``text``."""
    text = raw.replace("\r\n", "\n").replace("\r", "\n").rstrip()
    if problem := _problem(text):
        raise Invalid(problem, fields={"text": problem})
    return text


def _problem(text: str) -> str | None:
    most = settings.REALTIME_LIMITS["message_characters"]
    if len(text) > most:
        return gettext("A message has at most %(most)d characters; this one has %(length)d.") % {
            "most": most,
            "length": len(text),
        }
    if has_controls(text, allowed="\n\t"):
        return gettext("A message cannot contain control characters.")
    if not shows_something(text):
        return gettext("Write something first.")
    return None
