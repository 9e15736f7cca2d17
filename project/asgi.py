"""HTTP to Django, sockets to Channels."""

import os
from functools import partial

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "project.settings")
# Before the imports below: they need the apps loaded.
django_application = get_asgi_application()

from channels.routing import ProtocolTypeRouter  # noqa: E402
from channels.security.websocket import AllowedHostsOriginValidator, OriginValidator  # noqa: E402
from django.conf import settings  # noqa: E402

from project.realtime.origins import refuse_unreadable_origins  # noqa: E402
from project.routing import sockets  # noqa: E402

# Embedded, a host of ours is enough; elsewhere scheme and port must fit too.
Guard = (
    AllowedHostsOriginValidator
    if settings.EMBEDDED
    else partial(OriginValidator, allowed_origins=settings.CSRF_TRUSTED_ORIGINS)
)

application = ProtocolTypeRouter({"http": django_application, "websocket": refuse_unreadable_origins(Guard(sockets))})
