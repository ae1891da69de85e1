"""`documents/`: list, create, get, rename, copy, star, trash, recover, delete."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework import status
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from .. import presence, services
from ..access import Capability, Reach, Role
from ..models import Document
from ..store import actors, comments, documents, roles, search, stars
from ..store.wanted import Wanted
from .endpoint import Endpoint
from .filters import DocumentFilter
from .operations import operation
from .pages import Pages
from .serializers import (
    DocumentChangeSerializer,
    DocumentCopySerializer,
    DocumentSerializer,
    NewDocumentSerializer,
)


class DocumentList(Endpoint, GenericAPIView[Document]):
    """All documents of the user."""

    serializer_class = DocumentSerializer
    pagination_class = Pages
    filter_backends = (DjangoFilterBackend,)
    filterset_class = DocumentFilter

    def get_queryset(self) -> QuerySet[Document]:
        """What the user may see."""
        return self.visible().select_related(f"owner__{actors.PROFILE}").defer("text")

    @operation(
        "documents_list", "List documents", {200: DocumentSerializer(many=True)}, refused=(400, 404)
    )
    def get(self, request: Request) -> Response:
        """Documents that the user may see; those in the trash only on demand."""
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset())) or []
        context: dict[str, Any] = {}
        if typed := request.query_params.get("search"):
            ids = [document.pk for document in page]
            context["excerpts"] = search.excerpts(ids, Wanted.of(typed))
        return self.get_paginated_response(_shown(page, request, **context))

    @operation(
        "documents_create",
        "Create a document",
        {201: DocumentSerializer},
        refused=(403, 404, 409, 422, 503),
        request=NewDocumentSerializer,
    )
    def post(self, request: Request) -> Response:
        """A new document, which belongs to the user: empty, or begun from a template."""
        self.refuse_narrowed_token()
        asked = NewDocumentSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        title = asked.validated_data["title"]
        if template := asked.validated_data.get("template"):
            source = documents.find(self.user, template)
            made = services.copy_document(source, title, actor=self.user)
        else:
            made = services.create_document(title, owner=self.user)
        return Response(_one(made, request), status.HTTP_201_CREATED)


class DocumentDetail(Endpoint):
    """One document."""

    open_to_guests = True

    @operation("documents_get", "Get a document", {200: DocumentSerializer}, refused=(404,))
    def get(self, request: Request, document_id: UUID) -> Response:
        """Title, owner, the user's role and who has it open; content has its own address."""
        return Response(_one(self.document(), request))

    @operation(
        "documents_change",
        "Rename a document, or open up its address",
        {200: DocumentSerializer},
        refused=(403, 404, 409),
        request=DocumentChangeSerializer,
    )
    def patch(self, request: Request, document_id: UUID) -> Response:
        """Another title, and for owners whom the address alone lets in and what it lets them do."""
        document = self.document(Capability.RENAME)
        asked = DocumentChangeSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        with transaction.atomic():
            self._change(document, asked.validated_data)
        return Response(_one(documents.find(self.user, document_id), request))

    def _change(self, document: Document, asked: dict[str, Any]) -> None:
        if "title" in asked:
            services.rename_document(document, asked["title"], actor=self.user)
        if asked.keys() & {"link_reach", "link_role"}:
            reach = Reach(asked.get("link_reach", document.link_reach))
            role = Role(asked.get("link_role", document.link_role))
            services.set_reach(document, reach, role, actor=self.user, address=self.address)

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


class DocumentDeletion(Endpoint):
    """The end of what is in the trash."""

    @operation(
        "documents_delete",
        "Delete a document in the trash for ever",
        {204: None},
        refused=(403, 404, 409),
    )
    def post(self, request: Request, document_id: UUID) -> Response:
        """Its content, its versions and who had access are gone; the audit rows stay."""
        document = self.document(Capability.TRASH)
        services.delete_document(document, actor=self.user, address=self.address)
        return Response(status=status.HTTP_204_NO_CONTENT)


class DocumentCopy(Endpoint):
    """The way to a document of one's own."""

    @operation(
        "documents_copy",
        "Copy a document",
        {201: DocumentSerializer},
        refused=(403, 404, 409, 422, 503),
        request=DocumentCopySerializer,
    )
    def post(self, request: Request, document_id: UUID) -> Response:
        """A new document of the user's with the content of now, without its history."""
        self.refuse_narrowed_token()
        document = self.document(Capability.READ)
        asked = DocumentCopySerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        made = services.copy_document(document, asked.validated_data["title"], actor=self.user)
        return Response(_one(made, request), status.HTTP_201_CREATED)


class DocumentStar(Endpoint):
    """The user's star on a document; nobody else sees it."""

    @operation("documents_star", "Put a star on a document", {204: None}, refused=(404,))
    def put(self, request: Request, document_id: UUID) -> Response:
        """Then it stands on the shelf `starred`."""
        stars.put(self.user, self.document().pk)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @operation("documents_unstar", "Take a star off a document", {204: None}, refused=(404,))
    def delete(self, request: Request, document_id: UUID) -> Response:
        """Nothing happens if there is none."""
        stars.take(self.user, self.document().pk)
        return Response(status=status.HTTP_204_NO_CONTENT)


def _one(document: Document, request: Request) -> Any:
    return _shown([document], request)[0]


def _shown(found: Sequence[Document], request: Any, **more: Any) -> Any:
    """The documents as the user sees them, with one query for all roles and one for all stars."""
    ids = [document.pk for document in found]
    context = {
        "request": request,
        "roles": roles.roles_of(request.user, found),
        "starred": stars.among(request.user, ids),
        "present": presence.present(ids),
        "comments": comments.open_counts(ids),
        **more,
    }
    return DocumentSerializer(list(found), many=True, context=context).data
