"""`documents/<id>/access-requests/`: ask to be let in, and answer who asks."""

from uuid import UUID

from django.db.models import QuerySet
from rest_framework import status
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from .. import services
from ..access import Capability, Role
from ..models import AccessRequest
from ..store import requests
from ..tokens import Scope
from .endpoint import Endpoint
from .link_serializers import AccessRequestSerializer, AnswerSerializer, AskSerializer
from .operations import operation
from .pages import Pages


class RequestList(Endpoint, GenericAPIView[AccessRequest]):
    """Those who ask for access to a document."""

    serializer_class = AccessRequestSerializer
    pagination_class = Pages

    def get_queryset(self) -> QuerySet[AccessRequest]:
        """Who waits for an answer, longest first."""
        return requests.waiting([self.document(Capability.SHARE).pk])

    @operation(
        "requests_list",
        "List who asks for access",
        {200: AccessRequestSerializer(many=True)},
        refused=(403, 404),
    )
    def get(self, request: Request, document_id: UUID) -> Response:
        """Those who were not answered yet."""
        page = self.paginate_queryset(self.get_queryset())
        return self.get_paginated_response(AccessRequestSerializer(page or [], many=True).data)

    @operation("requests_ask", "Ask for access", {202: None}, refused=(403,), request=AskSerializer)
    def post(self, request: Request, document_id: UUID) -> Response:
        """The answer is the same for every address, whether there is a document or not."""
        self.refuse_narrowed_token()
        asked = AskSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        services.ask_for_access(
            document_id, actor=self.user, message=asked.validated_data["message"]
        )
        return Response(status=status.HTTP_202_ACCEPTED)


class RequestDetail(Endpoint):
    """One who asks."""

    unsafe_scope = Scope.ADMIN

    @operation(
        "requests_answer",
        "Grant or decline a request for access",
        {204: None},
        refused=(403, 404, 409),
        request=AnswerSerializer,
    )
    def patch(self, request: Request, document_id: UUID, request_id: int) -> Response:
        """`{"granted": true, "role": ...}` gives the role; `{"granted": false}` declines."""
        document = self.document(Capability.SHARE)
        answer = AnswerSerializer(data=request.data)
        answer.is_valid(raise_exception=True)
        by = {"actor": self.user, "address": self.address}
        if answer.validated_data["granted"]:
            role = Role(answer.validated_data["role"])
            services.grant_request(document, request_id, role, **by)
        else:
            services.decline_request(document, request_id, **by)
        return Response(status=status.HTTP_204_NO_CONTENT)
