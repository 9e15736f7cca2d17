"""The language of a socket: the cookie that Django's language switch sets, else what the browser prefers."""

from http.cookies import CookieError, SimpleCookie
from typing import Any

from django.conf import settings
from django.utils.translation import get_supported_language_variant
from django.utils.translation.trans_real import parse_accept_lang_header


def language_of(scope: Any) -> str:
    headers = dict(scope["headers"])
    wanted = [_from_cookie(headers.get(b"cookie", b"").decode("latin1"))]
    wanted += [
        language
        for language, _weight in parse_accept_lang_header(headers.get(b"accept-language", b"").decode("latin1"))
    ]
    for language in filter(None, wanted):
        try:
            return get_supported_language_variant(language)
        except LookupError:
            continue
    return settings.LANGUAGE_CODE


def _from_cookie(header: str) -> str:
    try:
        morsel = SimpleCookie(header).get(settings.LANGUAGE_COOKIE_NAME)
    except CookieError:
        return ""
    return morsel.value if morsel else ""
