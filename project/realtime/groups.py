"""Every group name of the channel layer. Channels allows ASCII only: names are built from ids, never from titles."""

import re

EVERYONE = "everyone"
# Every web process: whose rights have changed is asked again wherever he is connected.
WARDENS = "wardens"
_TOPIC = re.compile(r"everyone|[a-z]+:[0-9a-f-]{1,40}")


def user_topic(user_id: int) -> str:
    return f"user:{user_id}"


def group_of(topic: str) -> str:
    """``room:42`` travels in the group ``room.42``."""
    if not _TOPIC.fullmatch(topic):
        raise ValueError(f"{topic!r} is not a topic")
    return topic.replace(":", ".")
