"""Everything that can be wrong with a request, as coded errors: one catalogue for socket, API and pages."""

from enum import IntEnum
from typing import Any, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class ErrorCode(IntEnum):
    MALFORMED = 400
    NOT_SIGNED_IN = 401
    FORBIDDEN = 403
    NOT_FOUND = 404
    CONFLICT = 409
    TOO_LARGE = 413
    INVALID = 422
    TOO_FAST = 429
    INTERNAL = 500
    OVERLOADED = 503


RETRYABLE = {ErrorCode.TOO_FAST, ErrorCode.INTERNAL, ErrorCode.OVERLOADED}


class Problem(Exception):
    """What a person did cannot be done; ``code`` is the wire's, ``message`` is for that person.

    ``fields`` maps a field's name to what is wrong with it, ``after_ms`` says when to try again and ``reference``
    finds the case in the log.
    """

    code: ClassVar[ErrorCode]
    default: ClassVar[str | Promise]

    def __init__(
        self,
        message: str | Promise | None = None,
        *,
        fields: dict[str, str] | None = None,
        after_ms: int | None = None,
        reference: str | None = None,
    ) -> None:
        self.message = message if message is not None else self.default
        self.details = {"fields": fields, "after_ms": after_ms, "reference": reference}
        super().__init__(str(self.message))

    def as_dict(self) -> dict[str, Any]:
        """``{code, message}`` and the details that there are: the body of an error on the socket and over HTTP."""
        details = {name: value for name, value in self.details.items() if value is not None}
        return {"code": int(self.code), "message": str(self.message), **details}

    @property
    def retry(self) -> bool:
        return self.code in RETRYABLE


class Malformed(Problem):
    code = ErrorCode.MALFORMED
    default = _("This could not be read.")


class NotSignedIn(Problem):
    code = ErrorCode.NOT_SIGNED_IN
    default = _("Please sign in.")


class Forbidden(Problem):
    code = ErrorCode.FORBIDDEN
    default = _("You may not do this.")


class NotFound(Problem):
    code = ErrorCode.NOT_FOUND
    default = _("There is no such thing.")


class Conflict(Problem):
    code = ErrorCode.CONFLICT
    default = _("This does not fit what is there already.")


class TooLarge(Problem):
    code = ErrorCode.TOO_LARGE
    default = _("This is too large.")


class Invalid(Problem):
    code = ErrorCode.INVALID
    default = _("Something in this is not valid.")


class TooFast(Problem):
    code = ErrorCode.TOO_FAST
    default = _("Too fast. Please wait a moment.")


class Internal(Problem):
    code = ErrorCode.INTERNAL
    default = _("Something went wrong.")


class Overloaded(Problem):
    code = ErrorCode.OVERLOADED
    default = _("Too busy at the moment.")
