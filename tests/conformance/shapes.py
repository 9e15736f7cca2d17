"""A small language for what JSON looks like, and its judge."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

ANYTHING = object()


class Text:
    """A string in full of that pattern."""

    def __init__(self, pattern: str) -> None:
        self.pattern = re.compile(pattern)


class OneOf:
    def __init__(self, *values: object) -> None:
        self.values = values


class Either:
    def __init__(self, *shapes: object) -> None:
        self.shapes = shapes


def problems(value: object, shape: Any, at: str) -> Iterator[str]:
    """Where ``value`` differs from ``shape``: a type, an object (``name?`` may be absent), a list ``[of these]``…"""
    if shape is ANYTHING:
        return
    if isinstance(shape, Mapping):
        yield from _in_object(value, shape, at)
    elif isinstance(shape, list):
        yield from _in_list(value, shape[0], at)
    elif isinstance(shape, Either):
        if all(any(problems(value, each, at)) for each in shape.shapes):
            yield f"{at} is {value!r}"
    elif not _is(value, shape):
        yield f"{at} is {value!r}"


def _is(value: object, shape: Any) -> bool:
    if isinstance(shape, Text):
        return isinstance(value, str) and shape.pattern.fullmatch(value) is not None
    if isinstance(shape, OneOf):
        return any(type(value) is type(each) and value == each for each in shape.values)
    if shape is None:
        return value is None
    # No boolean is an integer here.
    return type(value) is shape or (shape is float and type(value) is int)


def _in_object(value: object, shape: Mapping[str, Any], at: str) -> Iterator[str]:
    if not isinstance(value, dict):
        yield f"{at} is {value!r} and no object"
        return
    known = {name.rstrip("?"): part for name, part in shape.items()}
    yield from (f"{at}.{name} is missing" for name in shape if not name.endswith("?") and name not in value)
    yield from (f"{at}.{name} is on no page" for name in value if name not in known)
    for name in value.keys() & known.keys():
        yield from problems(value[name], known[name], f"{at}.{name}")


def _in_list(value: object, shape: Any, at: str) -> Iterator[str]:
    if not isinstance(value, list):
        yield f"{at} is {value!r} and no list"
        return
    for number, each in enumerate(value):
        yield from problems(each, shape, f"{at}.{number}")
