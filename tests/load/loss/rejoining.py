"""The tutorial's client: the same, without a place to go on from."""

import json

from websockets.asyncio.client import ClientConnection

from tests.load.loss.client import Client


class Rejoining(Client):
    """Whoever has been let in is in the group, and so hears what is said from then on."""

    async def greet(self, _connection: ClientConnection) -> None:
        self.enter()

    async def hear(self, _connection: ClientConnection, text: str) -> None:
        self.show(json.loads(text)["message"])

    def leave(self) -> None:
        """Nothing hangs on a connection."""

    @property
    def told(self) -> int:
        """Where this is an outsider: as many messages of others."""
        return len(self.heard)
