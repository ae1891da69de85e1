"""`documents/<id>/links/`: share links of a document, and `links/`: of all one's own documents."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from rest_framework import status
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from .. import services
from ..access import Capability, Role
from ..models import ApiToken, ShareLink
from ..store import links, roles
from ..tokens import Scope
from .endpoint import Endpoint
from .link_serializers import (
    LinkChangeSerializer,
    LinkSerializer,
    NewLinkSerializer,
    SecretLinkSerializer,
)
from .operations import operation
from .pages import Pages


class LinkList(Endpoint, GenericAPIView[ShareLink]):
    """The links of a document that were not revoked. What they open is told once, when made."""

    unsafe_scope = Scope.ADMIN
    serializer_class = LinkSerializer
    pagination_class = Pages

    def get_queryset(self) -> QuerySet[ShareLink]:
        """Oldest first."""
        return links.shown([self.document(Capability.SHARE)])

    @operation(
        "links_list", "List share links", {200: LinkSerializer(many=True)}, refused=(403, 404)
    )
    def get(self, request: Request, document_id: UUID) -> Response:
        """With who came in by each."""
        page = self.paginate_queryset(self.get_queryset())
        return self.get_paginated_response(LinkSerializer(page, many=True).data)

    @operation(
        "links_create",
        "Make a share link",
        {201: SecretLinkSerializer},
        refused=(403, 404),
        request=NewLinkSerializer,
    )
    def post(self, request: Request, document_id: UUID) -> Response:
        """The answer holds the address, which cannot be shown again."""
        document = self.document(Capability.SHARE)
        asked = NewLinkSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        given = dict(asked.validated_data)
        role = Role(given.pop("role"))
        link, secret = services.create_link(
            document, role, actor=self.user, address=self.address, **given
        )
        url = request.build_absolute_uri(reverse("collab:shared", args=[secret]))
        answer = SecretLinkSerializer(link, context={"url": url}).data
        return Response(answer, status.HTTP_201_CREATED)


class LinkDetail(Endpoint):
    """One link."""

    unsafe_scope = Scope.ADMIN

    @operation(
        "links_change",
        "Change a share link",
        {200: LinkSerializer},
        refused=(403, 404),
        request=LinkChangeSerializer,
    )
    def patch(self, request: Request, document_id: UUID, link_id: int) -> Response:
        """Those whom it has let in have the other role at once, and no other expiry than it."""
        document = self.document(Capability.SHARE)
        asked = LinkChangeSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        link = services.change_link(
            document, link_id, asked.validated_data, actor=self.user, address=self.address
        )
        return Response(LinkSerializer(link).data)

    @operation("links_revoke", "Revoke a share link", {204: None}, refused=(403, 404))
    def delete(self, request: Request, document_id: UUID, link_id: int) -> Response:
        """Open editors of those whom only it let in are closed."""
        document = self.document(Capability.SHARE)
        services.revoke_link(document, link_id, actor=self.user, address=self.address)
        return Response(status=status.HTTP_204_NO_CONTENT)


class OwnLinks(Endpoint, GenericAPIView[ShareLink]):
    """Every link to a document that the user owns."""

    serializer_class = LinkSerializer
    pagination_class = Pages

    def get_queryset(self) -> QuerySet[ShareLink]:
        """Latest first."""
        owned: Any = roles.owned_by(self.user)
        token = self.request.auth
        if isinstance(token, ApiToken) and not token.every_document:
            owned = owned.filter(pk__in=token.documents.values("pk"))
        return links.shown(owned).order_by("-pk")

    @operation(
        "links_own",
        "List the share links of all own documents",
        {200: LinkSerializer(many=True)},
        refused=(404,),
    )
    def get(self, request: Request) -> Response:
        """To see what is open, and close it."""
        page: Sequence[ShareLink] | None = self.paginate_queryset(self.get_queryset())
        return self.get_paginated_response(LinkSerializer(page, many=True).data)
