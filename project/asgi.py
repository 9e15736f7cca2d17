"""HTTP to Django, sockets to Channels."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "project.settings")
# Before the imports below: they need the apps loaded.
django_application = get_asgi_application()

from channels.routing import ProtocolTypeRouter  # noqa: E402

from project.realtime.gate import Gate  # noqa: E402
from project.routing import sockets  # noqa: E402

application = ProtocolTypeRouter({"http": django_application, "websocket": Gate(sockets)})
