"""`documents/<id>/access/`: who was given which role, and by it giving and taking them."""

from uuid import UUID

from django.db.models import QuerySet
from rest_framework import status
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from .. import services
from ..access import Capability
from ..models import DocumentAccess
from ..store import actors
from ..tokens import Scope
from .endpoint import Endpoint
from .operations import operation
from .pages import Pages
from .serializers import AccessSerializer, GrantSerializer


class AccessList(Endpoint, GenericAPIView[DocumentAccess]):
    """The roles that were given on a document. Its owner's is not among them."""

    unsafe_scope = Scope.ADMIN
    serializer_class = AccessSerializer
    pagination_class = Pages

    def get_queryset(self) -> QuerySet[DocumentAccess]:
        """The document's rows, oldest first."""
        document = self.document(Capability.SHARE)
        return document.access.select_related(f"user__{actors.PROFILE}", "group").order_by("pk")

    @operation(
        "access_list", "List who has access", {200: AccessSerializer(many=True)}, refused=(403, 404)
    )
    def get(self, request: Request, document_id: UUID) -> Response:
        """Users and groups with their roles."""
        page = self.paginate_queryset(self.get_queryset())
        return self.get_paginated_response(AccessSerializer(page, many=True).data)

    @operation(
        "access_grant",
        "Give a role",
        {200: AccessSerializer, 201: AccessSerializer},
        refused=(403, 404, 409),
        request=GrantSerializer,
    )
    def post(self, request: Request, document_id: UUID) -> Response:
        """Give a user or a group a role: 201, or 200 if it takes the place of another."""
        document = self.document(Capability.SHARE)
        asked = GrantSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        access, new = services.grant_access(
            document, actor=self.user, address=self.address, **asked.validated_data
        )
        code = status.HTTP_201_CREATED if new else status.HTTP_200_OK
        return Response(AccessSerializer(access).data, code)


class AccessDetail(Endpoint):
    """One role that was given."""

    unsafe_scope = Scope.ADMIN

    @operation("access_revoke", "Take a role back", {204: None}, refused=(403, 404, 409))
    def delete(self, request: Request, document_id: UUID, access_id: int) -> Response:
        """Open editors of those who lose it are closed."""
        document = self.document(Capability.SHARE)
        services.revoke_access(document, access_id, actor=self.user, address=self.address)
        return Response(status=status.HTTP_204_NO_CONTENT)
