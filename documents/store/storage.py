"""How much what somebody owns weighs: contents, versions and pictures, in the trash as well."""

from collections import Counter
from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from django.db.models import F, IntegerField, QuerySet, Sum
from django.db.models.functions import Coalesce, Length

from ..models import Checkpoint, Document, Image, Snapshot, Update


def used_bytes(owner: Any) -> int:
    """What the documents of the user with this key weigh."""
    return used_by([owner])[owner]


def used_by(owners: Collection[Any]) -> Counter[Any]:
    """The same for many users: a query for each kind of row, none of which reads a payload."""
    used: Counter[Any] = Counter()
    for rows, size in (
        (Checkpoint.objects.all(), Length("state") + Length("attribution")),
        (Update.objects.all(), Length("payload")),
        (Snapshot.objects.all(), F("size")),
        (Image.objects.all(), F("size")),
    ):
        used.update(dict(_sums(rows, size, owners)))
    return used


def full_documents(document_ids: Collection[UUID], quota_bytes: float) -> set[UUID]:
    """Those of the documents whose owner has used up the quota."""
    owners = dict(
        Document.objects.filter(pk__in=document_ids, owner__isnull=False).values_list("pk", "owner")
    )
    used = used_by(set(owners.values()))
    return {pk for pk, owner in owners.items() if used[owner] >= quota_bytes}


def _sums(rows: QuerySet[Any], size: Any, owners: Collection[Any]) -> Iterable[tuple[Any, int]]:
    weighed = rows.filter(document__owner__in=owners).order_by().values("document__owner")
    total = Coalesce(Sum(size, output_field=IntegerField()), 0)
    yield from weighed.annotate(total=total).values_list("document__owner", "total")
