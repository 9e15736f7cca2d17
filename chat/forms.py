"""The forms of the pages: they find and call; what is right and wrong is for the actions to say."""

from collections.abc import Callable
from typing import Any, TypeVar
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from chat.models import RoomKind
from project.realtime.errors import Conflict, ErrorCode, Invalid, Problem, TooFast

Result = TypeVar("Result")


class ActionForm(forms.Form):
    """A form whose action may say no; what it says is shown at its field, and the page gets its ``status``."""

    status = 200

    def attempt(self, act: Callable[[dict[str, Any]], Result]) -> Result | None:
        if not self.is_valid():
            self.status = int(ErrorCode.INVALID)
            return None
        try:
            return act(self.cleaned_data)
        except (Invalid, TooFast, Conflict) as problem:
            self._refuse(problem)
            return None

    def _refuse(self, problem: Problem) -> None:
        self.status = int(problem.code)
        said = problem.as_dict()
        for field, message in said.get("fields", {"": said["message"]}).items():
            self.add_error(field if field in self.fields else None, message)


class RoomForm(ActionForm):
    name = forms.CharField(strip=False, required=False)
    kind = forms.ChoiceField(choices=RoomKind.choices)


class MessageForm(ActionForm):
    text = forms.CharField(strip=False, required=False)
    key = forms.UUIDField(initial=uuid4)


class MemberForm(ActionForm):
    user = forms.CharField(label=_("Name"), strip=False, required=False)
