"""A task's arguments, typed by its function's signature: their JSON schema, and what is wrong with those given."""

import inspect
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, get_type_hints

from django.utils.functional import Promise
from django.utils.translation import gettext
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, create_model
from pydantic.fields import FieldInfo

from project.realtime.errors import Invalid

UPLOAD_BYTES = 5 * 1024 * 1024
# NUL, which no database takes, and halves of surrogate pairs, which no encoding does.
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Label:
    """An argument's name for people: ``Annotated[int, Label(_("Steps"))]``."""

    text: str | Promise


@dataclass(frozen=True, slots=True)
class RoomReference:
    """Marks the id of a room that whoever starts the task must be able to see."""


@dataclass(frozen=True, slots=True)
class Upload:
    """Marks a text that may come as an uploaded file."""


def _take_in(text: object) -> object:
    """At most so long; what no database takes (NUL, halves of surrogate pairs) as a control character, which the reader
    of the file refuses by the number of its line.
    """
    if not isinstance(text, str):
        return text
    if len(text) > UPLOAD_BYTES or len(text.encode("utf-8", "surrogatepass")) > UPLOAD_BYTES:
        raise ValueError(gettext("A file may have 5 MB."))
    return UNSTORABLE.sub("\x01", text)


RoomId = Annotated[int, RoomReference(), Field(ge=1, le=2**63 - 1, json_schema_extra={"format": "room"})]
UploadedText = Annotated[str, Upload(), BeforeValidator(_take_in), Field(json_schema_extra={"format": "file"})]


class Arguments(BaseModel):
    """The base of every task's arguments. Numbers may come as text, from forms and slash commands."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


def arguments_of(name: str, function: Callable[..., Any]) -> type[Arguments]:
    """The model of what ``function`` takes; of a method, without the task itself."""
    hints = get_type_hints(function, include_extras=True)
    parameters = inspect.signature(function).parameters.values()
    named = [each for each in parameters if each.kind in (each.POSITIONAL_OR_KEYWORD, each.KEYWORD_ONLY)]
    # Pydantic's signature wants tuples of type and default, whose names are not known here.
    fields: dict[str, Any] = {
        each.name: (hints.get(each.name, Any), ... if each.default is each.empty else each.default) for each in named
    }
    model: type[Arguments] = create_model(f"{name}_arguments", __base__=Arguments, **fields)
    return model


def checked(model: type[Arguments], given: Mapping[str, Any]) -> Arguments:
    """``given`` as the model has it, or ``Invalid`` with every field that does not fit."""
    try:
        typed = model.model_validate(dict(given))
    except ValidationError as error:
        raise Invalid(fields=complaints(error)) from error
    if unstorable := {name: gettext("This is no text.") for name, value in typed if not _is_storable(value)}:
        raise Invalid(fields=unstorable)
    return typed


def _is_storable(value: object) -> bool:
    if isinstance(value, Mapping):
        return all(_is_storable(key) and _is_storable(each) for key, each in value.items())
    if isinstance(value, (list, tuple, set, frozenset)):
        return all(_is_storable(each) for each in value)
    return not (isinstance(value, str) and UNSTORABLE.search(value))


def complaints(error: ValidationError) -> dict[str, str]:
    return {".".join(str(part) for part in each["loc"]): each["msg"] for each in error.errors(include_url=False)}


def marked(model: type[Arguments], mark: type[object]) -> list[str]:
    """The names of the arguments that carry such a mark."""
    return [
        name for name, field in model.model_fields.items() if any(isinstance(each, mark) for each in field.metadata)
    ]


def label_of(name: str, field: FieldInfo) -> str | Promise:
    labels = [each.text for each in field.metadata if isinstance(each, Label)]
    return labels[0] if labels else name.replace("_", " ").capitalize()
