"""The product's settings, with the echo in the place of its sockets."""

from project.settings import *  # noqa: F403

ASGI_APPLICATION = "tests.autobahn.ours.application"
