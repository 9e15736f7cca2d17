"""Python values as JSON, whatever they are."""

import json
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

_encoder = DjangoJSONEncoder()


def _as_text(value: object) -> object:
    try:
        return _encoder.default(value)
    except TypeError:
        return str(value)


def plain(value: Any) -> Any:
    """``value`` as JSON has it; what JSON does not know becomes text."""
    try:
        return json.loads(json.dumps(value, default=_as_text, allow_nan=False, skipkeys=True))
    except ValueError:
        # Not-a-number, infinity, or something that holds itself.
        return repr(value)[:1000]
