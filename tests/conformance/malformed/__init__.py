"""Input that is wrong, and what it is answered by."""

from tests.conformance.malformed import commands, frames, texts
from tests.conformance.malformed.row import Row

TABLE: list[Row] = [*texts.rows(), *frames.rows(), *commands.rows()]
