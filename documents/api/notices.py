"""`notices/`: the user's inbox."""

from typing import Any

from django.db.models import QuerySet
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from ..models import ApiToken, Notice
from ..services.authors import authors
from ..store import inbox
from .comment_serializers import NoticeSerializer, ReadSerializer, UnreadSerializer
from .endpoint import Endpoint
from .operations import operation
from .pages import Cursor


class _Inbox(Endpoint):
    """A user's own notices, about documents that they and their token may see now."""

    def notices(self) -> QuerySet[Notice]:
        """All of them, latest first."""
        rows = inbox.of(self.user)
        token = self.request.auth
        if isinstance(token, ApiToken) and not token.every_document:
            rows = rows.filter(document__in=token.documents.values("pk"))
        return rows

    def count(self) -> Response:
        """How much waits."""
        unread = self.notices().filter(read=None).count()
        return Response(UnreadSerializer({"unread": unread}).data)


class NoticeList(_Inbox, GenericAPIView[Notice]):
    """What others want the user to see."""

    serializer_class = NoticeSerializer
    pagination_class = Cursor

    @operation("notices_list", "List notices", {200: NoticeSerializer(many=True)}, refused=(404,))
    def get(self, request: Request) -> Response:
        """Latest first."""
        page = self.paginate_queryset(self.notices()) or []
        context = {"authors": authors(notice.actor for notice in page)}
        shown = NoticeSerializer(page, many=True, context=context).data
        return self.get_paginated_response(shown)


class NoticesUnread(_Inbox):
    """How much waits."""

    @operation("notices_unread", "Count unread notices", {200: UnreadSerializer})
    def get(self, request: Request) -> Response:
        """Of documents that the user may see now."""
        return self.count()


class NoticesRead(_Inbox):
    """What the user has seen."""

    @operation(
        "notices_read",
        "Mark notices as read",
        {200: UnreadSerializer},
        refused=(403,),
        request=ReadSerializer,
    )
    def post(self, request: Request) -> Response:
        """Some by their ids, those of one thread, or all; answers how many are left."""
        given = ReadSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        inbox.mark_read(self.user, **_which(given.validated_data))
        return self.count()


def _which(asked: dict[str, Any]) -> dict[str, Any]:
    which: dict[str, Any] = {}
    if "notices" in asked:
        which["pk__in"] = asked["notices"]
    if "thread" in asked:
        which["thread"] = asked["thread"]
    return which
