"""Who wrote since the last snapshot, read from the log's tail."""

from uuid import UUID

from django.db.models import Max

from ..models import Snapshot, Update


def since_last_snapshot(document_id: UUID) -> list[str]:
    """Principals with rows after the last snapshot.

    Rows that a compaction has taken since are not seen: rooms take a snapshot of their own, with
    whoever wrote, whenever they compact because people went quiet.
    """
    last = Snapshot.objects.filter(document=document_id).aggregate(seq=Max("seq"))["seq"] or 0
    rows = Update.objects.filter(document=document_id, seq__gt=last).order_by("author")
    return list(rows.values_list("author", flat=True).distinct())
