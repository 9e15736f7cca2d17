"""The form that starts a task, made from its typed arguments."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from django import forms
from django.contrib.auth.models import User
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from pydantic_core import PydanticUndefined

from chat.access import rooms_for
from chat.forms import ActionForm
from tasks.intake import uploaded_text
from tasks.schema import label_of
from tasks.states import TaskState
from tasks.task_types import TaskType

ROOMS_MOST = 200
SCOPES = [("mine", _("Mine")), ("rooms", _("In my rooms")), ("all", _("All"))]
NUMBERS = {"integer": forms.IntegerField, "number": forms.FloatField}


class StartForm(ActionForm):
    key = forms.UUIDField(initial=uuid4, widget=forms.HiddenInput)

    def __init__(self, task_type: TaskType, user: User, request: HttpRequest | None = None) -> None:
        super().__init__(request.POST if request else None, request.FILES if request else None)
        schema = task_type.arguments.model_json_schema()["properties"]
        for name, field in task_type.arguments.model_fields.items():
            self.fields[name] = made = field_for(schema[name], user)
            if not isinstance(made, forms.BooleanField):
                made.widget.attrs["class"] = "input"
            made.label = str(label_of(name, field))
            made.required = field.is_required() and not isinstance(made, forms.BooleanField)
            if field.default is not PydanticUndefined:
                made.initial = field.default

    def arguments(self, cleaned: Mapping[str, Any]) -> dict[str, Any]:
        """What was filled in; the rest keeps its defaults."""
        given = {name: value for name, value in cleaned.items() if name != "key" and value not in (None, "")}
        return {
            name: uploaded_text(value, name) if isinstance(value, UploadedFile) else value
            for name, value in given.items()
        }


def field_for(schema: Mapping[str, Any], user: User) -> forms.Field:
    """The form's field for one property of a JSON schema."""
    # Something or nothing: a form says nothing by an empty field.
    schema = next((each for each in schema.get("anyOf", []) if each.get("type") != "null"), schema)
    kind = schema.get("format", schema.get("type"))
    if kind == "room":
        rooms = rooms_for(user).joined_by(user).order_by("name_key")[:ROOMS_MOST]
        return forms.TypedChoiceField(choices=[(room.pk, room.name) for room in rooms], coerce=int)
    if kind == "file":
        return forms.FileField()
    if "enum" in schema:
        return forms.ChoiceField(choices=[(each, each) for each in schema["enum"]])
    if kind in NUMBERS:
        return NUMBERS[kind](min_value=schema.get("minimum"), max_value=schema.get("maximum"))
    return forms.BooleanField() if kind == "boolean" else forms.CharField(strip=False)


class FilterForm(forms.Form):
    """The list's filters, as they stand in the address; nonsense there filters nothing."""

    scope = forms.ChoiceField(
        choices=[("mine", _("Mine")), ("rooms", _("In my rooms")), ("all", _("All"))], required=False
    )
    state = forms.ChoiceField(choices=TaskState.choices, required=False)
    type = forms.CharField(max_length=80, required=False)
    room = forms.IntegerField(min_value=1, max_value=2**63 - 1, required=False)
    before = forms.UUIDField(required=False)

    def chosen(self) -> dict[str, Any]:
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value not in (None, "")}
