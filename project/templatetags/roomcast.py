"""What every template may use: icons, avatars, times, the import map and the page's JSON."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import datetime
from functools import cache
from typing import Any

from django import template
from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.messages import get_messages
from django.contrib.messages.storage.base import Message
from django.contrib.staticfiles.finders import get_finders
from django.template.context import Context
from django.templatetags.static import static
from django.urls import reverse
from django.utils import formats, timezone, translation
from django.utils.html import format_html, json_script
from django.utils.safestring import SafeString

from project.accounts.themes import theme_of
from project.realtime.groups import EVERYONE, user_topic
from project.realtime.publish import Position, positions

register = template.Library()

MODULE_FOLDERS = ("roomcast", "notifications", "tasks", "chat")
AVATAR_HUES = 12
TIME_FORMATS = {
    "time": "TIME_FORMAT",
    "date": "DATE_FORMAT",
    "datetime": "DATETIME_FORMAT",
    "relative": "DATETIME_FORMAT",
}


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """A picture of the sprite; with a label it says something of its own, else it is decoration."""
    sprite = static("roomcast/icons.svg")
    if label:
        return format_html(
            '<svg class="icon" role="img" aria-label="{}"><use href="{}#{}"></use></svg>', label, sprite, name
        )
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}#{}"></use></svg>', sprite, name)


@register.simple_tag
def avatar(user: User) -> SafeString:
    """The first letter of a name on the colour of its id: the same as ``roomcast/avatar``."""
    letter = user.get_username().strip()[:1].upper() or "?"
    return format_html('<span class="avatar" aria-hidden="true" data-hue="{}">{}</span>', user.pk % AVATAR_HUES, letter)


@register.simple_tag
def local_time(moment: datetime, style: str = "datetime") -> SafeString:
    """A ``<time>`` that scripts rewrite in the viewer's zone; without scripts it stands in the site's."""
    text = formats.date_format(timezone.localtime(moment), TIME_FORMATS[style])
    return format_html('<time datetime="{}" data-format="{}">{}</time>', moment.isoformat(), style, text)


@register.simple_tag(takes_context=True)
def theme(context: Context) -> str:
    return theme_of(context.get("request"))


@register.simple_tag(takes_context=True)
def notes(context: Context) -> list[Message]:
    """What a form's view has to say after a redirect. Read from the request: ``messages`` is chat's word."""
    request = context.get("request")
    return list(get_messages(request)) if request else []


@register.simple_tag(takes_context=True)
def import_map(context: Context) -> SafeString:
    """Every module of ours under its bare name; the only inline script, admitted by the response's nonce."""
    imports = {name: static(f"{name}.js") for name in (_module_names_now() if settings.DEBUG else _module_names())}
    # json_script has escaped what could end the element.
    body = json_script({"imports": imports}).removeprefix('<script type="application/json">').removesuffix("</script>")
    return format_html('<script type="importmap" nonce="{}">{}</script>', _nonce(context), SafeString(body))


@register.simple_tag(takes_context=True)
def page_json(context: Context) -> SafeString:
    """What ``roomcast/page`` reads. Stands in the head, before the bell and the banners read their rows."""
    # A request's user is a lazy object, so its class says nothing: None, or who is signed in.
    user = context["user"] if context.get("user") and context["user"].is_authenticated else None
    facts = {
        "positions": _all_positions(context.get("positions") or [], user.pk) if user else [],
        "user": {"id": user.pk, "name": user.get_username()} if user else None,
        "language": translation.get_language(),
        "theme": theme(context),
        "urls": {"socket": "/ws/", "session": reverse("session"), "login": reverse("login")},
        "sprite": static("roomcast/icons.svg"),
    }
    return json_script(facts, "page")


def _all_positions(given: Iterable[Position | Mapping[str, Any]], user_id: int) -> list[dict[str, Any]]:
    """Those of the view, and those of the two topics that every page follows."""
    views = [asdict(each) if isinstance(each, Position) else dict(each) for each in given]
    known = {each["topic"] for each in views}
    missing = [topic for topic in (user_topic(user_id), EVERYONE) if topic not in known]
    return views + [asdict(each) for each in positions(missing)]


def _nonce(context: Context) -> str:
    # Django 6 and django-csp name it differently. Asking for its text is what puts it into the header.
    return str(context.get("csp_nonce", context.get("CSP_NONCE", "")))


def _module_names_now() -> list[str]:
    paths = {path for finder in get_finders() for path, _storage in finder.list(None)}
    return sorted(
        path.removesuffix(".js") for path in paths if path.endswith(".js") and path.split("/")[0] in MODULE_FOLDERS
    )


@cache
def _module_names() -> list[str]:
    return _module_names_now()
