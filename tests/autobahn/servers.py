"""The servers of a run: plain Daphne, and ours."""

import sys

from tests.load.servers import Contender, Roomcast, Setting

# The suite sends messages of up to 16 MB.
MESSAGE_BYTES = str(32 * 1024 * 1024)


class Daphne(Contender):
    """The control."""

    def __init__(self, setting: Setting) -> None:
        limits = ["--websocket-max-message-size", MESSAGE_BYTES, "--websocket-max-frame-size", MESSAGE_BYTES]
        command = [sys.executable, "-m", "daphne", "-b", "127.0.0.1", "-p", "{port}", *limits]
        super().__init__("daphne", [*command, "tests.autobahn.echo:application"], setting)


class Serve(Roomcast):
    """``manage.py serve`` itself, with an application that echoes."""

    settings_module = "tests.autobahn.settings"

    def __init__(self, directory: Setting) -> None:
        super().__init__(directory, people=1)
