"""What load balancers ask. Both answers are bare words: nothing to leak, nothing to cache."""

from concurrent.futures import Future, ThreadPoolExecutor

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from documents.rooms import registry

_PATIENCE_SECONDS = 1.0
"""A database that needs longer for a word is not one to send people to."""


@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """200 as long as the process serves, database or not: it may hold text not yet saved."""
    return _word("ok")


@require_safe
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """200 when new connections are welcome; 503 at the end, or when nothing can be saved."""
    if registry.draining():
        return _word("stopping", status=503)
    if not registry.saving() or not _probe.answers():
        return _word("database unavailable", status=503)
    return _word("ready")


class Probe:
    """Asks the database; whoever asks while it does not answer waits for the same question."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="readiness")
        self._asked: Future[bool] | None = None

    def answers(self) -> bool:
        """Whether the database answers in time, and takes writes."""
        asked = self._asked
        if asked is None or asked.done():
            asked = self._asked = self._thread.submit(_takes_writes)
        try:
            return asked.result(_PATIENCE_SECONDS)
        except TimeoutError:
            return False


_probe = Probe()


def _takes_writes() -> bool:
    try:
        return _ask()
    except DatabaseError:
        return False
    finally:
        connection.close()


def _ask() -> bool:
    on_postgresql = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        cursor.execute("SHOW transaction_read_only" if on_postgresql else "SELECT 'off'")
        return bool(cursor.fetchall() == [("off",)])


def _word(text: str, status: int = 200) -> HttpResponse:
    return HttpResponse(text + "\n", content_type="text/plain", status=status)
