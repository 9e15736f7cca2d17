"""Carol: signed in, connected all the time, not in the room, and asking for it."""

from collections.abc import Mapping

from websockets.asyncio.client import ClientConnection

from tests.load.loss.client import Weather
from tests.load.loss.cursor import Frame
from tests.load.loss.resuming import Resuming

# What a server says of its own accord, to those whom it concerns.
TOLD = {"event", "state", "change", "signal", "reset", "unsubscribed"}


class Outsider(Resuming):
    """``frames`` are those that told her anything; to be let into the room would be one."""

    def __init__(self, url: str, headers: Mapping[str, str], weather: Weather, room: str, own: list[str]) -> None:
        super().__init__(url, headers, weather, {"topic": room})
        self._own = own
        self.frames: list[Frame] = []

    @property
    def told(self) -> int:
        return len(self.frames)

    def places(self) -> list[Frame]:
        return [*({"topic": topic} for topic in self._own), self.cursor.ask()]

    async def take(self, connection: ClientConnection, frame: Frame) -> None:
        is_of_the_room = frame["type"] == "subscribed" and frame["topic"] == self.cursor.topic
        if frame["type"] in TOLD or is_of_the_room:
            self.frames.append(frame)
        if frame["type"] == "error" and frame["code"] == 404:
            self.enter()
        else:
            await super().take(connection, frame)
