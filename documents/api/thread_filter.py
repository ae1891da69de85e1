"""How the list of threads is narrowed."""

from collections.abc import Mapping

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import ValidationError

from ..models import CommentThread

_STATES = ("open", "resolved")

STATE = OpenApiParameter("state", str, enum=_STATES, description="Only open or only resolved.")


def narrow(rows: QuerySet[CommentThread], asked: Mapping[str, str]) -> QuerySet[CommentThread]:
    """The threads in the state that was asked for; an unknown one is an error."""
    state = asked.get("state")
    if state is None:
        return rows
    if state not in _STATES:
        raise ValidationError({"state": ["Choose open or resolved."]})
    return rows.filter(resolved__isnull=state == "open")
