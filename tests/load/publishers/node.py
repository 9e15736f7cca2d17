"""A process that says things on a channel of Redis, for servers that listen there themselves."""

import json
import os
from typing import Any

from redis import Redis

from tests.load.lines import answer_all
from tests.load.publishers.pace import paced, said

client = Redis.from_url(os.environ["REDIS_URL"])


def send(topic: str, count: int, rate: float, burst: int) -> dict[str, Any]:
    def tell(number: int) -> None:
        client.publish(topic, json.dumps({"message": said(number)}))

    return paced(tell, count=count, rate=rate, burst=burst)


if __name__ == "__main__":
    answer_all({"send": send})
