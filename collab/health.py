"""What load balancers ask. Both answers are bare words: nothing to leak, nothing to cache."""

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from documents.rooms import registry


@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """200 as long as the process serves, database or not: it may hold text not yet saved."""
    return _word("ok")


@require_safe
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """200 when new connections are welcome, 503 at the end and while the database is away."""
    if registry.draining():
        return _word("stopping", status=503)
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return _word("database unavailable", status=503)
    return _word("ready")


def _word(text: str, status: int = 200) -> HttpResponse:
    return HttpResponse(text + "\n", content_type="text/plain", status=status)
