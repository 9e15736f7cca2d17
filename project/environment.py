"""Reading the environment: typed, with ``X_FILE`` for secrets, loud on nonsense, and remembering what it read."""

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import environ
from django.core.exceptions import ImproperlyConfigured

Value = TypeVar("Value")

env = environ.FileAwareEnv()


@dataclass(frozen=True)
class Variable:
    """What docs/settings.md has to say about one of them."""

    name: str
    expected: str
    default: str


variables: dict[str, Variable] = {}


def read(name: str, cast: Callable[[str], Value], default: str, expected: str, secret: bool = False) -> Value:
    """The variable ``name`` through ``cast``; nonsense ends the start with one line that names it."""
    variables[name] = Variable(name, expected, default)
    try:
        text = str(env.str(name, default="")).strip() or default
    except (OSError, UnicodeDecodeError) as error:
        raise ImproperlyConfigured(f"{name}_FILE cannot be read: {error}.") from error
    try:
        return cast(text)
    except (ValueError, KeyError, OSError) as error:
        # A secret must not end up in a log.
        shown = name if secret else f"{name}={text!r}"
        raise ImproperlyConfigured(f"{shown} is not {expected}.") from error


def text(name: str, default: str, expected: str = "a text") -> str:
    return read(name, str, default, expected)


def secret(name: str, expected: str, least_characters: int = 0) -> str:
    def cast(text: str) -> str:
        if text and len(text) < least_characters:
            raise ValueError(name)
        return text

    return read(name, cast, "", expected, secret=True)


def flag(name: str, default: bool) -> bool:
    words = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}
    return read(name, lambda text: words[text.lower()], "on" if default else "off", "on or off")


def whole(name: str, default: int, least: int = 0, most: int | None = None) -> int:
    def cast(text: str) -> int:
        number = int(text)
        if number < least or (most is not None and number > most):
            raise ValueError(text)
        return number

    expected = f"a whole number, {least} or more" if most is None else f"a whole number from {least} to {most}"
    return read(name, cast, str(default), expected)


def words(name: str, default: str = "", expected: str = "a list, separated by commas") -> list[str]:
    return read(name, lambda text: [word.strip() for word in text.split(",") if word.strip()], default, expected)


def one_of(name: str, choices: tuple[str, ...], default: str) -> str:
    def cast(text: str) -> str:
        return choices[choices.index(text)]

    return read(name, cast, default, "one of " + ", ".join(choices))


def folder(name: str, default: Path) -> Path:
    return read(name, lambda text: Path(text).expanduser().resolve(), str(default), "a directory")


def zone(name: str, default: str) -> str:
    return read(name, lambda text: ZoneInfo(text).key, default, "a time zone such as Asia/Shanghai")


def address_of(name: str, schemes: tuple[str, ...], example: str) -> str:
    """A URL, or several separated by commas; they carry passwords."""

    def cast(text: str) -> str:
        for url in filter(None, text.split(",")):
            if urlsplit(url.strip()).scheme not in schemes:
                raise ValueError(name)
        return text

    return read(name, cast, "", f"an address such as {example}", secret=True)


def has_colours() -> bool:
    """The customs of terminals: NO_COLOR, FORCE_COLOR, else whether somebody looks at it."""
    return "NO_COLOR" not in os.environ and ("FORCE_COLOR" in os.environ or sys.stderr.isatty())
