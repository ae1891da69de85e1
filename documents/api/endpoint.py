"""What all endpoints share.

Policies are set here and not in the project's settings: the app is mounted in projects whose own
API has others.
"""

from collections.abc import Callable
from ipaddress import ip_address
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from drf_spectacular.openapi import AutoSchema
from rest_framework.authentication import BaseAuthentication, SessionAuthentication
from rest_framework.exceptions import PermissionDenied
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView

from .. import tokens
from ..access import Capability
from ..models import ApiToken, Document
from ..services import rights
from ..store import documents, roles
from ..store.errors import DocumentNotFound
from ..tokens import Scope
from . import problems
from .authentication import BearerAuthentication, GuestAuthentication, IsSignedInWithScope
from .negotiation import Negotiation
from .parsers import BoundedJSONParser, LengthRequired
from .throttles import ReadThrottle, WriteThrottle


class Endpoint(APIView):
    """A view for signed-in users that speaks JSON."""

    # Bearer first: its challenge makes an anonymous request a 401 instead of a 403.
    authentication_classes = (BearerAuthentication, SessionAuthentication)
    permission_classes = (IsSignedInWithScope,)
    throttle_classes: tuple[type[BaseThrottle], ...] = (ReadThrottle, WriteThrottle)
    parser_classes: tuple[type[BaseParser], ...] = (BoundedJSONParser,)
    renderer_classes: tuple[type[BaseRenderer], ...] = (JSONRenderer,)
    content_negotiation_class = Negotiation
    metadata_class = None
    versioning_class = None
    schema = AutoSchema()

    unsafe_scope: ClassVar[Scope] = Scope.WRITE
    """What a token needs for requests that change something."""

    open_to_guests: ClassVar[bool] = False
    """Whether people without an account may come, as far as a link gives them the right."""

    def get_authenticators(self) -> list[BaseAuthentication]:
        """Guests count only where they may come; elsewhere they are nobody."""
        guests = [GuestAuthentication()] if self.open_to_guests else []
        return [*super().get_authenticators(), *guests]

    def get_exception_handler(self) -> Callable[[Exception, dict[str, Any]], HttpResponse]:
        """Errors are problem+json."""
        return problems.handle

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Refuse a body of unknown length, which REST framework would take for none."""
        if "Transfer-Encoding" in request.headers and "Content-Length" not in request.headers:
            raise LengthRequired
        super().initial(request, *args, **kwargs)

    @property
    def user(self) -> Any:
        """Who asks: a user, or a guest where the endpoint is open to them."""
        return self.request.user

    @property
    def address(self) -> str | None:
        """Where the request comes from; `None` if it did not come over IP."""
        try:
            return str(ip_address(self.request.META.get("REMOTE_ADDR", "")))
        except ValueError:
            return None

    def visible(self) -> QuerySet[Document]:
        """The documents that the user, and their token, may see."""
        rows = roles.visible_to(self.user)
        token = self.request.auth
        if isinstance(token, ApiToken) and not token.every_document:
            rows = rows.filter(pk__in=token.documents.values("pk"))
        return rows

    def document(self, capability: Capability = Capability.READ) -> Document:
        """The document that the path names.

        Raises `DocumentNotFound`, or `Forbidden` if it may be seen but not this be done with it.
        """
        document = self._found(self.kwargs["document_id"])
        rights.require_role(self.user, document, capability)
        return document

    def refuse_narrowed_token(self) -> None:
        """Raise `PermissionDenied` for a token that opens only certain documents."""
        token = self.request.auth
        if isinstance(token, ApiToken) and not token.every_document:
            raise PermissionDenied("The token opens only certain documents.")

    def _found(self, document_id: UUID) -> Document:
        token = self.request.auth
        document = documents.find(self.user, document_id)
        if isinstance(token, ApiToken) and not tokens.opens(token, document_id):
            raise DocumentNotFound
        return document
