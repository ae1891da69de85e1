"""`documents/<id>/ticket/`: a pass for the document's websocket."""

from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from .. import conf, tickets
from ..access import Capability
from ..models import ApiToken, Guest
from ..store import documents
from ..store.actors import principal_of
from ..store.credentials import Credential
from .endpoint import Endpoint
from .operations import operation
from .serializers import TicketSerializer


class Ticket(Endpoint):
    """For clients that can send neither a cookie nor a header with their handshake."""

    open_to_guests = True

    @operation(
        "tickets_create", "Get a websocket ticket", {200: TicketSerializer}, refused=(403, 404, 409)
    )
    def post(self, request: Request, document_id: UUID) -> Response:
        """Opens `/ws/documents/<id>?ticket=` with the user's own rights."""
        self.document(Capability.READ)
        documents.refuse_trashed(document_id)
        ticket = {
            "ticket": tickets.issue(principal_of(self.user), document_id, self._proof()),
            "expires_in": int(conf.current().ticket_seconds),
        }
        return Response(TicketSerializer(ticket).data)

    def _proof(self) -> tickets.Proof:
        """What the request came with: what the ticket opens ends with it."""
        who, token = principal_of(self.user), self.request.auth
        if isinstance(token, ApiToken):
            return Credential(principal=who, token=token.pk).proof()
        if isinstance(self.user, Guest):
            return Credential(principal=who).proof()
        return Credential.of_session(self.user, self.request.session.session_key).proof()
