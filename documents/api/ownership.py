"""`documents/<id>/transfer/` and `documents/<id>/leave/`: give a document away, or one's access."""

from uuid import UUID

from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from .. import services
from ..access import Capability
from ..tokens import Scope
from .endpoint import Endpoint
from .link_serializers import TransferSerializer
from .operations import operation


class Transfer(Endpoint):
    """The way a document gets another owner."""

    unsafe_scope = Scope.ADMIN

    @operation(
        "access_transfer",
        "Give a document to somebody else",
        {204: None},
        refused=(403, 404, 409),
        request=TransferSerializer,
    )
    def post(self, request: Request, document_id: UUID) -> Response:
        """Who gives it away goes on as an editor."""
        document = self.document(Capability.SHARE)
        asked = TransferSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        to = asked.validated_data["user"]
        services.transfer_document(document, to, actor=self.user, address=self.address)
        return Response(status=status.HTTP_204_NO_CONTENT)


class Leave(Endpoint):
    """The way out of a document that others shared."""

    unsafe_scope = Scope.ADMIN

    @operation("access_leave", "Leave a document", {204: None}, refused=(403, 404, 409))
    def post(self, request: Request, document_id: UUID) -> Response:
        """Gives up what was given by name and by links."""
        document = self.document()
        services.leave_document(document, actor=self.user, address=self.address)
        return Response(status=status.HTTP_204_NO_CONTENT)
