"""Write docs/events.md from the catalogue of events: ``python -m scripts.events_doc``. ``--check`` only compares."""

import inspect
import os
import sys
from collections.abc import Collection, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import django
from pydantic import BaseModel

from project.realtime.events import Event

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "docs" / "events.md"
HEAD = """\
# Events

Made by `make docs` from the classes in each app's `events.py`; a test fails when it is stale. How events travel, and by
which topic, is said in [protocol.md](protocol.md). Fields marked *optional* are absent where there is nothing to say.
"""
FORMATS = {"date-time": "time", "uuid": "UUID"}
SCALARS = {"boolean": "true or false"}
ANYTHING = "any JSON"


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "project.settings")
    django.setup()
    text = document()
    if "--check" in sys.argv:
        sys.exit(None if TARGET.read_text() == text else f"{TARGET.relative_to(ROOT)} is stale: make docs")
    TARGET.write_text(text)


def document() -> str:
    """The whole page: the events by app, then the objects that they carry."""
    apps: dict[str, list[type[Event]]] = {}
    for event in Event.catalogue.values():
        apps.setdefault(event.__module__, []).append(event)
    parts = [HEAD]
    for module in sorted(apps):
        parts.append(f"## {module.partition('.')[0].capitalize()}\n\n{sentences(import_module(module))}\n")
        parts += [section(event.name, event, faces(event)) for event in apps[module]]
    parts.append("## Objects\n")
    parts += [section(title(model), model, []) for model in objects(Event.catalogue.values())]
    return "\n".join(parts)


def section(heading: str, model: type[BaseModel], carried: list[type[BaseModel]]) -> str:
    known = {name for face in carried for name in face.model_fields}
    lines = [f"### {heading}", *(["", sentences(model)] if sentences(model) else [])]
    lines += [f"\nAll fields of {link(face)}{', and' if set(model.model_fields) - known else '.'}" for face in carried]
    rows = [row for name, row in fields(model) if name not in known]
    if rows:
        lines += ["", "| field | is |", "|---|---|", *rows]
    return "\n".join(lines) + "\n"


def sentences(described: object) -> str:
    """What the docstring says, its own and no base's, as Markdown."""
    return inspect.cleandoc(vars(described).get("__doc__") or "").replace("``", "`")


def faces(event: type[Event]) -> list[type[BaseModel]]:
    """The objects that an event is, besides being an event."""
    return [base for base in event.__bases__ if issubclass(base, BaseModel) and base.model_fields]


def fields(model: type[BaseModel]) -> Iterator[tuple[str, str]]:
    schema = model.model_json_schema()
    for name, entry in schema.get("properties", {}).items():
        absent = not entry.keys() & {"type", "anyOf", "$ref"} or {"type": "null"} in entry.get("anyOf", ())
        yield name, f"| `{name}` | {kind(entry, schema.get('$defs', {}))}{', *optional*' if absent else ''} |"


def kind(entry: dict[str, Any], known: dict[str, Any]) -> str:
    """A field's type in words; objects are links."""
    if "$ref" in entry:
        name = entry["$ref"].rpartition("/")[2]
        return " ".join(f"`{each}`" for each in known[name]["enum"]) if "enum" in known[name] else linked(name)
    if "anyOf" in entry:
        # Of a number that may be whole, JSON Schema says both.
        kinds = dict.fromkeys(kind(each, known) for each in entry["anyOf"] if each.get("type") != "null")
        return "number" if {"integer", "number"} == set(kinds) else " or ".join(kinds)
    if "prefixItems" in entry:
        return f"`[{', '.join(kind(each, known) for each in entry['prefixItems'])}]`"
    if entry.get("type") == "array":
        return f"list of {kind(entry['items'], known)}"
    return FORMATS.get(entry.get("format", "")) or SCALARS.get(entry.get("type", ""), entry.get("type", ANYTHING))


def objects(events: Collection[type[Event]]) -> list[type[BaseModel]]:
    """Every model that an event is or holds, by title."""
    found: dict[str, type[BaseModel]] = {}
    waiting = [
        *(face for event in events for face in faces(event)),
        *(held for event in events for held in models_in(event)),
    ]
    while waiting:
        model = waiting.pop()
        if title(model) not in found:
            found[title(model)] = model
            waiting += models_in(model)
    return [found[name] for name in sorted(found)]


def models_in(model: type[BaseModel]) -> list[type[BaseModel]]:
    return [each for field in model.model_fields.values() for each in flattened(field.annotation)]


def flattened(annotation: Any) -> Iterator[type[BaseModel]]:
    if inspect.isclass(annotation) and issubclass(annotation, BaseModel):
        yield annotation
    for part in getattr(annotation, "__args__", ()):
        yield from flattened(part)


def title(model: type[BaseModel]) -> str:
    return model.__name__.removesuffix("Face")


def link(model: type[BaseModel]) -> str:
    return linked(model.__name__)


def linked(name: str) -> str:
    plain = name.removesuffix("Face")
    return f"[{plain}](#{plain.lower()})"


if __name__ == "__main__":
    main()
