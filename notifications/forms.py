"""The administrators' form of an alert."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from notifications import audiences
from notifications.audiences import Audience
from notifications.models import Alert
from notifications.validators import tidy


def _rooms() -> list[tuple[int, str]]:
    return list(audiences.source("rooms").choices())


class AlertForm(forms.ModelForm[Alert]):
    rooms = forms.TypedMultipleChoiceField(label=_("Rooms"), coerce=int, choices=_rooms, required=False, empty_value=[])

    class Meta:
        model = Alert
        fields = (
            "severity",
            "title",
            "text",
            "link",
            "everyone",
            "users",
            "groups",
            "rooms",
            "starts_at",
            "ends_at",
            "dismissible",
            "must_acknowledge",
        )
        widgets = {"text": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            _name_parts(field)

    def clean_text(self) -> str:
        return tidy(self.cleaned_data["text"])

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if not self.errors:
            for field, text in self.audience.problems().items():
                self.add_error(field, text)
        return cleaned

    @property
    def audience(self) -> Audience:
        return audience_in(self.cleaned_data)


def _name_parts(field: forms.Field) -> None:
    """The admin's two inputs of a moment stand beside words that a screen reader cannot tell to be theirs."""
    if isinstance(field.widget, forms.MultiWidget):
        for part, name in zip(field.widget.widgets, (_("date"), _("time")), strict=True):
            part.attrs["aria-label"] = f"{field.label}: {name}"


def audience_in(cleaned: dict[str, Any]) -> Audience:
    """What the form's fields say, as far as they could be read."""
    users, groups = (audiences.ids_of(cleaned.get(name) or ()) for name in ("users", "groups"))
    return Audience(bool(cleaned.get("everyone")), users, groups, audiences.ids_of(cleaned.get("rooms") or ()))
