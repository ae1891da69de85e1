"""`documents/<id>/authors/`: who wrote in a document."""

from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from ..access import Capability
from ..services.authors import writers_of
from .comment_serializers import AuthorSerializer
from .endpoint import Endpoint
from .operations import operation


class WriterSerializer(AuthorSerializer):
    """Somebody who wrote in a document."""

    clients = serializers.ListField(
        child=serializers.IntegerField(), help_text="Yjs client ids that are theirs."
    )


class DocumentAuthors(Endpoint):
    """Who wrote in a document, for those who write in it too."""

    open_to_guests = True

    @operation(
        "authors_list",
        "List who wrote in a document",
        {200: WriterSerializer(many=True)},
        refused=(403, 404),
    )
    def get(self, request: Request, document_id: UUID) -> Response:
        """With their Yjs client ids, by which an editor tells whose each letter is."""
        document = self.document(Capability.WRITE)
        found = [
            {**AuthorSerializer(author).data, "clients": clients}
            for author, clients in writers_of(document)
        ]
        return Response(WriterSerializer(found, many=True).data)
