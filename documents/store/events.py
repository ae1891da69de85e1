"""Audit rows: who changed what. Written in the same transaction as what they tell of."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from ..access import SYSTEM
from ..models import Event


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a change comes from."""

    principal: str = SYSTEM
    address: str | None = None
    """Network address, if the change came over the network."""


def forget_addresses(principal: str) -> None:
    """Forget from where somebody who is gone did things: the only change that rows allow."""
    Event.objects.filter(principal=principal, address__isnull=False).update(address=None)


def record(kind: str, document_id: UUID | None, origin: Origin, **detail: Any) -> Event:
    """Write one audit row; `detail` must be JSON and hold neither content nor secrets."""
    return Event.objects.create(
        kind=kind,
        document=document_id,
        principal=origin.principal,
        address=origin.address,
        detail=detail,
    )
