"""Who wrote since the last snapshot: by the log's tail, and by what its checkpoint remembers."""

from uuid import UUID

from django.db.models import Max

from ..models import Checkpoint, Snapshot, Update


def since_last_snapshot(document_id: UUID) -> list[str]:
    """Principals who wrote after the last snapshot."""
    last = Snapshot.objects.filter(document=document_id).aggregate(seq=Max("seq"))["seq"] or 0
    written = Update.objects.filter(document=document_id, seq__gt=last)
    found = set(written.values_list("author", flat=True).distinct())
    replaced = Checkpoint.objects.filter(document=document_id, seq__gt=last)
    for writers in replaced.values_list("writers", flat=True):
        found.update(writers)
    return sorted(found)
