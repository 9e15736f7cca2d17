"""Talking with a helper process: a line of JSON there, a line of JSON back."""

import json
import sys
from collections.abc import Callable, Mapping
from typing import Any

Question = dict[str, Any]
Answer = dict[str, Any]


def answer_all(verbs: Mapping[str, Callable[..., Answer]]) -> None:
    """The helper's side: until standard input ends. ``{"do": "send", "rate": 5}`` calls ``verbs["send"](rate=5)``."""
    for line in sys.stdin:
        question: Question = json.loads(line)
        answer = verbs[question.pop("do")](**question)
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()
