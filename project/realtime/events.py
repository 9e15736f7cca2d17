"""The base of every event, and the catalogue of them all."""

import re
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict


class Event(BaseModel):
    """Something that happened. Subclasses are named in the past tense and say in one sentence what happened.

    ``MessagePosted`` travels as ``message_posted``. Declaring a class enters it into the catalogue.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    name: ClassVar[str]
    catalogue: ClassVar[dict[str, type["Event"]]] = {}

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        cls.name = re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()
        if cls.name in Event.catalogue:
            raise TypeError(f"there are two events named {cls.name}")
        Event.catalogue[cls.name] = cls
