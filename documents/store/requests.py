"""People who ask for access, and what became of it.

Asking does the same for every address, whether there is a document or not and whether the user may
see it: a row is written. Owners see the rows of documents that there are.
"""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from ..access import Role
from ..models import AccessRequest
from . import actors, events, roles
from .errors import RequestNotFound
from .events import Origin

State = AccessRequest.State

MOST_OPEN = 50
"""How many requests of one user may wait: what is asked of no document waits forever."""
LONGEST_MESSAGE = 500


def ask(document_id: UUID, user: AbstractBaseUser, message: str) -> None:
    """Write down that `user` asks for access, once; what they say now counts."""
    AccessRequest.objects.update_or_create(
        {
            "message": message[:LONGEST_MESSAGE],
            "state": State.OPEN,
            "created": timezone.now(),
        },
        document_id=document_id,
        user_id=user.pk,
    )
    waiting = AccessRequest.objects.filter(user=user.pk, state=State.OPEN).order_by("-created")
    kept = list(waiting.values_list("pk", flat=True)[:MOST_OPEN])
    AccessRequest.objects.filter(user=user.pk, state=State.OPEN).exclude(pk__in=kept).delete()


def waiting(document_ids: Iterable[Any]) -> QuerySet[AccessRequest]:
    """What waits for an answer on these documents, oldest first."""
    return (
        AccessRequest.objects.filter(document__in=document_ids, state=State.OPEN)
        .select_related(f"user__{actors.PROFILE}", "document")
        .order_by("created", "pk")
    )


def grant(document_id: UUID, request_id: int, role: Role, origin: Origin) -> AbstractBaseUser:
    """Give who asked a role; answers who it was.

    Raises `RequestNotFound`, or `Conflict` as `roles.grant`.
    """
    with transaction.atomic():
        request = _close(document_id, request_id, State.GRANTED)
        roles.grant(document_id, request.user, role, origin)
    return request.user


def decline(document_id: UUID, request_id: int, origin: Origin) -> None:
    """Answer no. Raises `RequestNotFound`."""
    with transaction.atomic():
        request = _close(document_id, request_id, State.DECLINED)
        events.record("access.declined", document_id, origin, user=str(request.user_id))


def _close(document_id: UUID, request_id: int, state: str) -> AccessRequest:
    """Of two owners who answer at once, one does."""
    request = waiting([document_id]).filter(pk=request_id).first()
    opened = AccessRequest.objects.filter(pk=request_id, document=document_id, state=State.OPEN)
    if request is None or not opened.update(state=state):
        raise RequestNotFound
    return request
