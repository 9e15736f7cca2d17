"""What somebody asks to be started, read from JSON or from a form with a file."""

import json
from typing import Any
from uuid import UUID

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.utils.translation import gettext as _
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from project.realtime.errors import Invalid, Malformed, TooLarge
from tasks.schema import UPLOAD_BYTES, complaints

JSON = "application/json"
FORM = "multipart/form-data"
OWN_FIELDS = frozenset({"type", "arguments", "room", "key"})


class Keyed(BaseModel):
    model_config = ConfigDict(extra="forbid")
    key: UUID | None = None


class StartTask(BaseModel):
    """``room`` is where the task's card is shown."""

    model_config = ConfigDict(extra="forbid")
    type: str = Field(max_length=80)
    arguments: dict[str, Any] = {}
    room: int | None = Field(None, ge=1, le=2**63 - 1)
    key: UUID | None = None


def asked(request: HttpRequest) -> StartTask:
    """The wish, or a ``Problem`` that says what is wrong with it."""
    raw = _from_form(request) if request.content_type == FORM else _from_json(request)
    try:
        return StartTask.model_validate(raw)
    except ValidationError as error:
        raise Invalid(fields=complaints(error)) from error


def key_of(request: HttpRequest) -> UUID | None:
    """The key of a request that says nothing else, and need not say anything."""
    if request.content_type != JSON or not request.body:
        return None
    try:
        return Keyed.model_validate(_from_json(request)).key
    except ValidationError as error:
        raise Invalid(fields=complaints(error)) from error


def _from_json(request: HttpRequest) -> dict[str, Any]:
    try:
        return _object(request.body.decode())
    except RequestDataTooBig as error:
        raise TooLarge from error
    except UnicodeDecodeError as error:
        raise Malformed from error


def _from_form(request: HttpRequest) -> dict[str, Any]:
    """Fields other than a wish's own, and files, are arguments; empty ones are not there."""
    given = {name: value for name, value in request.POST.dict().items() if value != ""}
    arguments = _object(str(given.pop("arguments", "{}")))
    own = {name: value for name, value in given.items() if name in OWN_FIELDS}
    others = {name: value for name, value in given.items() if name not in OWN_FIELDS}
    files = {name: uploaded_text(file, name) for name, file in request.FILES.items() if isinstance(file, UploadedFile)}
    return own | {"arguments": arguments | others | files}


def _object(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Malformed from error
    if not isinstance(found, dict):
        raise Malformed
    return found


def uploaded_text(file: UploadedFile[bytes], field: str) -> str:
    """The text of an uploaded file, or what is wrong with it at its field."""
    if file.size is None or file.size > UPLOAD_BYTES:
        raise TooLarge(fields={field: _("A file may have 5 MB.")})
    try:
        text: str = file.read().decode("utf-8-sig")
        return text
    except UnicodeDecodeError as error:
        raise Invalid(fields={field: _("This file is no text in UTF-8.")}) from error
