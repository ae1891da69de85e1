"""The ASGI application: HTTP by Django, websockets by the app, forwarded headers by trust."""

import os
from typing import Any

from django.conf import settings
from django.core.asgi import get_asgi_application
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "collab.settings")
django_application = get_asgi_application()

from collab.body_limit import BodyLimit  # noqa: E402
from documents.asgi import collab_application  # noqa: E402 (needs the app registry)

# Every server names the types of ASGI differently.
inner: Any = collab_application(BodyLimit(django_application))

# Not a server's own option: every ASGI server must treat a forged header alike.
application = ProxyHeadersMiddleware(inner, trusted_hosts=settings.TRUSTED_PROXIES)
