"""`documents/<id>/people/`: who may be mentioned."""

from uuid import UUID

from django.contrib.auth import get_user_model
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request
from rest_framework.response import Response

from .. import presence
from ..access import Capability
from ..store import audience, directory
from .comment_serializers import PersonToMentionSerializer
from .endpoint import Endpoint
from .operations import operation

_MOST = 20
_LONGEST = 150
_SEARCH = OpenApiParameter("search", str, description="How a name or a username begins.")


class People(Endpoint):
    """Who may see the document, for those who may write to them."""

    @operation(
        "people_list",
        "List who may be mentioned",
        {200: PersonToMentionSerializer(many=True)},
        refused=(403, 404),
        parameters=[_SEARCH],
    )
    def get(self, request: Request, document_id: UUID) -> Response:
        """At most twenty, by name; nobody else is ever named or denied."""
        document = self.document(Capability.COMMENT)
        search = request.query_params.get("search", "")[:_LONGEST]
        found = (
            audience.people_of(document).filter(directory.begins(search)).exclude(pk=self.user.pk)
        )
        field = get_user_model().USERNAME_FIELD
        shown = [
            {**presence.person_of(user), "username": user.get_username()}
            for user in found.order_by(field)[:_MOST]
        ]
        return Response(PersonToMentionSerializer(shown, many=True).data)
