"""What a client may ask of a topic."""

import re
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, TypeVar
from uuid import UUID

from django.contrib.auth.models import User
from pydantic import BaseModel, ConfigDict

Subject = TypeVar("Subject")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a command did. A ``duplicate`` is the answer to a key that had been used before."""

    result: dict[str, Any]
    duplicate: bool = False


class Command(BaseModel, ABC, Generic[Subject]):
    """An imperative: ``PostMessage`` travels as ``post_message``; its fields are the frame's ``data``."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)
    writes: ClassVar[bool] = True
    """A command that writes must carry a key, so that sending it twice does it once."""

    @classmethod
    def wire_name(cls) -> str:
        return re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()

    @abstractmethod
    def run(self, *, user: User, subject: Subject, key: UUID | None) -> Outcome:
        """Call the action. Runs in a thread of its own, outside a transaction; raises ``errors.Problem``."""
