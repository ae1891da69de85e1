"""How often one user may ask; rates are REST framework's `DEFAULT_THROTTLE_RATES`."""

from typing import Any

from rest_framework.request import Request
from rest_framework.settings import api_settings
from rest_framework.throttling import SimpleRateThrottle
from rest_framework.views import APIView

from ..store.actors import Guest


class _PerUser(SimpleRateThrottle):
    """Counts a user's sessions and tokens together; `None` as a rate switches it off."""

    default_rate: str
    methods = frozenset({"GET", "HEAD"})

    def get_rate(self) -> str | None:
        """Read when asked, so that a changed setting counts."""
        rates: dict[str, Any] = api_settings.DEFAULT_THROTTLE_RATES
        rate: str | None = rates.get(str(self.scope), self.default_rate)
        return rate

    def get_cache_key(self, request: Request, view: APIView) -> str | None:
        """Whom to count: the user or guest, or the address of somebody unknown."""
        if request.method not in self.methods:
            return None
        return self.cache_format % {"scope": self.scope, "ident": _who(request)}


def _who(request: Request) -> str:
    """A user's key, a guest's principal, or an address."""
    asks: object = request.user
    if isinstance(asks, Guest):
        return asks.principal
    return str(request.user.pk if request.user.is_authenticated else request.META["REMOTE_ADDR"])


class ReadThrottle(_PerUser):
    """Bounds safe requests."""

    scope = "collab-read"
    default_rate = "1200/min"


class WriteThrottle(_PerUser):
    """Bounds requests that change something."""

    scope = "collab-write"
    default_rate = "300/min"
    methods = frozenset({"POST", "PUT", "PATCH", "DELETE"})


class SchemaThrottle(_PerUser):
    """Bounds what is computed for strangers."""

    scope = "collab-schema"
    default_rate = "30/min"


class ImportThrottle(WriteThrottle):
    """Bounds what keeps the content workers busy for long."""

    scope = "collab-import"
    default_rate = "60/min"


class ArchiveThrottle(ReadThrottle):
    """Bounds archives of everything that somebody may read."""

    scope = "collab-archive"
    default_rate = "10/min"
