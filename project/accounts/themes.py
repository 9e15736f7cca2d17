"""Light or dark: a browser's choice, kept in its cookie."""

from django.http import HttpRequest

THEMES = ("auto", "light", "dark")
COOKIE = "theme"


def theme_of(request: HttpRequest | None) -> str:
    """What this browser chose; anything else in the cookie counts as no choice."""
    chosen = request.COOKIES.get(COOKIE, "") if request else ""
    return chosen if chosen in THEMES else "auto"
