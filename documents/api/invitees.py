"""`documents/<id>/invitees/`: whom a document may be shared with."""

from typing import Any
from uuid import UUID

from django.contrib.auth.models import Group
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from ..access import Capability
from ..store import directory
from .endpoint import Endpoint
from .operations import operation
from .serializers import NAME_LENGTH, PersonSerializer

_MOST_GROUPS = 5
_MOST_PEOPLE = 12
_SEARCH = OpenApiParameter(
    "search", str, description="How names begin, or a whole username or mail address."
)


class GroupSerializer(serializers.Serializer[Group]):
    """Users who are given a role together."""

    name = serializers.CharField()


class InviteesSerializer(serializers.Serializer[Any]):
    """Who may be meant."""

    people = PersonSerializer(many=True)
    groups = GroupSerializer(many=True)


class Invitees(Endpoint):
    """People and groups by the beginning of their names, for those who share."""

    @operation(
        "access_invitees",
        "Find whom to share a document with",
        {200: InviteesSerializer},
        refused=(403, 404),
        parameters=[_SEARCH],
    )
    def get(self, request: Request, document_id: UUID) -> Response:
        """A few, by name; nobody if nothing is asked for."""
        self.refuse_narrowed_token()
        self.document(Capability.SHARE)
        search = request.query_params.get("search", "").strip()[:NAME_LENGTH]
        people: Any = directory.people(self.user, search)[:_MOST_PEOPLE] if search else []
        groups: Any = directory.groups(self.user, search)[:_MOST_GROUPS] if search else []
        return Response(InviteesSerializer({"people": people, "groups": groups}).data)
