"""`documents/`: list, create, get, rename, trash, recover."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework import status
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from .. import presence, services
from ..access import Capability
from ..models import Document
from ..store import comments, documents, roles
from .endpoint import Endpoint
from .filters import DocumentFilter
from .operations import operation
from .pages import Pages
from .serializers import DocumentSerializer, TitleSerializer


class DocumentList(Endpoint, GenericAPIView[Document]):
    """All documents of the user."""

    serializer_class = DocumentSerializer
    pagination_class = Pages
    filter_backends = (DjangoFilterBackend,)
    filterset_class = DocumentFilter

    def get_queryset(self) -> QuerySet[Document]:
        """What the user may see."""
        return self.visible().select_related("owner")

    @operation(
        "documents_list", "List documents", {200: DocumentSerializer(many=True)}, refused=(400, 404)
    )
    def get(self, request: Request) -> Response:
        """Documents that the user may see; those in the trash only on demand."""
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(_shown(page or [], request))

    @operation(
        "documents_create",
        "Create a document",
        {201: DocumentSerializer},
        refused=(403,),
        request=TitleSerializer,
    )
    def post(self, request: Request) -> Response:
        """A new document without content, which belongs to the user."""
        self.refuse_narrowed_token()
        asked = TitleSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        made = services.create_document(asked.validated_data["title"], owner=self.user)
        return Response(_one(made, request), status.HTTP_201_CREATED)


class DocumentDetail(Endpoint):
    """One document."""

    @operation("documents_get", "Get a document", {200: DocumentSerializer}, refused=(404,))
    def get(self, request: Request, document_id: UUID) -> Response:
        """Title, owner, the user's role and who has it open; content has its own address."""
        return Response(_one(self.document(), request))

    @operation(
        "documents_rename",
        "Rename a document",
        {200: DocumentSerializer},
        refused=(403, 404, 409),
        request=TitleSerializer,
    )
    def patch(self, request: Request, document_id: UUID) -> Response:
        """Give the document another title."""
        document = self.document(Capability.RENAME)
        asked = TitleSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        services.rename_document(document, asked.validated_data["title"], actor=self.user)
        return Response(_one(documents.find(self.user, document_id), request))

    @operation(
        "documents_trash", "Move a document to the trash", {204: None}, refused=(403, 404, 409)
    )
    def delete(self, request: Request, document_id: UUID) -> Response:
        """Only its owners see it there. Its editors are closed."""
        document = self.document(Capability.TRASH)
        services.trash_document(document, actor=self.user, address=self.address)
        return Response(status=status.HTTP_204_NO_CONTENT)


class DocumentRecovery(Endpoint):
    """The way out of the trash."""

    @operation(
        "documents_recover",
        "Recover a document from the trash",
        {200: DocumentSerializer},
        refused=(403, 404, 409),
    )
    def post(self, request: Request, document_id: UUID) -> Response:
        """Everybody who had access has it again."""
        document = self.document(Capability.TRASH)
        services.recover_document(document, actor=self.user, address=self.address)
        return Response(_one(documents.find(self.user, document_id), request))


def _one(document: Document, request: Request) -> Any:
    return _shown([document], request)[0]


def _shown(found: Sequence[Document], request: Request) -> Any:
    """The documents as the user sees them, with one query for all roles."""
    context = {
        "request": request,
        "roles": roles.roles_of(request.user, found),
        "present": presence.present([document.pk for document in found]),
        "comments": comments.open_counts(document.pk for document in found),
    }
    return DocumentSerializer(list(found), many=True, context=context).data
