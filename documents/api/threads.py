"""`documents/<id>/threads/`: conversations about the text."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from rest_framework import status
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from .. import services
from ..access import Capability, capabilities
from ..models import Comment, CommentThread, Document
from ..services.authors import authors
from ..store import audience, comments, inbox, roles
from ..store.actors import name_of, principal_of
from . import thread_filter
from .comment_serializers import (
    MoveSerializer,
    StartSerializer,
    TextSerializer,
    ThreadSerializer,
)
from .endpoint import Endpoint
from .operations import operation
from .pages import Cursor


class _ThreadEndpoint(Endpoint):
    """Who may read the document reads what is said about it."""

    open_to_guests = True

    def thread(self, capability: Capability = Capability.READ) -> CommentThread:
        """The one that the path names, with its document."""
        document = self.document(capability)
        thread = comments.find(document, self.kwargs["thread_id"])
        thread.document = document
        return thread

    def comment(self) -> Comment:
        """The one that the path names, with its thread."""
        thread = self.thread(Capability.COMMENT)
        said = comments.comment(thread, self.kwargs["comment_id"])
        said.thread = thread
        return said

    def answer(self, thread: CommentThread, code: int = status.HTTP_200_OK) -> Response:
        """The thread as it is by now."""
        document = thread.document
        return Response(_shown([comments.find(document, thread.pk)], document, self.user)[0], code)


class ThreadList(_ThreadEndpoint, GenericAPIView[CommentThread]):
    """All threads of a document."""

    serializer_class = ThreadSerializer
    pagination_class = Cursor

    def get_queryset(self) -> QuerySet[CommentThread]:
        """The document's threads, latest first."""
        return comments.threads_of(self.document())

    @operation(
        "threads_list",
        "List threads of comments",
        {200: ThreadSerializer(many=True)},
        refused=(400, 404),
        parameters=[thread_filter.STATE],
    )
    def get(self, request: Request, document_id: UUID) -> Response:
        """Latest first, each with all its comments; open and resolved ones."""
        document = self.document()
        rows = thread_filter.narrow(comments.threads_of(document), request.query_params)
        page = self.paginate_queryset(rows)
        return self.get_paginated_response(_shown(page or [], document, self.user))

    @operation(
        "threads_start",
        "Comment on a piece of the text",
        {201: ThreadSerializer},
        refused=(403, 404, 409),
        request=StartSerializer,
    )
    def post(self, request: Request, document_id: UUID) -> Response:
        """Begin a thread. Its anchor follows the text while people write."""
        document = self.document(Capability.COMMENT)
        given = StartSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        anchor, text = given.asked()
        thread = services.start_thread(
            document, anchor, text, actor=self.user, address=self.address
        )
        thread.document = document
        return self.answer(thread, status.HTTP_201_CREATED)


class ThreadDetail(_ThreadEndpoint):
    """One thread."""

    @operation("threads_get", "Get a thread", {200: ThreadSerializer}, refused=(404,))
    def get(self, request: Request, document_id: UUID, thread_id: int) -> Response:
        """With all its comments."""
        return self.answer(self.thread())

    @operation(
        "threads_move",
        "Move a thread",
        {200: ThreadSerializer},
        refused=(403, 404, 409),
        request=MoveSerializer,
    )
    def patch(self, request: Request, document_id: UUID, thread_id: int) -> Response:
        """Let it follow its text to where an edit has put it; needs the right to write."""
        thread = self.thread(Capability.WRITE)
        given = MoveSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        anchor = comments.Anchor(**given.validated_data["anchor"])
        services.move_thread(thread, anchor, actor=self.user)
        return self.answer(thread)


class ThreadResolution(_ThreadEndpoint):
    """Whether a conversation goes on."""

    @operation(
        "threads_resolve", "Resolve a thread", {200: ThreadSerializer}, refused=(403, 404, 409)
    )
    def post(self, request: Request, document_id: UUID, thread_id: int) -> Response:
        """It leaves the text, and stays to be read."""
        thread = self.thread(Capability.COMMENT)
        services.resolve_thread(thread, actor=self.user, address=self.address)
        return self.answer(thread)


class ThreadReopening(_ThreadEndpoint):
    """The way back."""

    @operation(
        "threads_reopen", "Reopen a thread", {200: ThreadSerializer}, refused=(403, 404, 409)
    )
    def post(self, request: Request, document_id: UUID, thread_id: int) -> Response:
        """It stands in the text again."""
        thread = self.thread(Capability.COMMENT)
        services.reopen_thread(thread, actor=self.user, address=self.address)
        return self.answer(thread)


class CommentList(_ThreadEndpoint):
    """What is said in a thread."""

    @operation(
        "comments_reply",
        "Reply",
        {201: ThreadSerializer},
        refused=(403, 404, 409),
        request=TextSerializer,
    )
    def post(self, request: Request, document_id: UUID, thread_id: int) -> Response:
        """Say something in a thread; answers the whole of it."""
        thread = self.thread(Capability.COMMENT)
        services.reply(thread, _text(request), actor=self.user)
        return self.answer(thread, status.HTTP_201_CREATED)


class CommentDetail(_ThreadEndpoint):
    """One comment."""

    @operation(
        "comments_edit",
        "Edit a comment",
        {200: ThreadSerializer},
        refused=(403, 404, 409),
        request=TextSerializer,
    )
    def patch(
        self, request: Request, document_id: UUID, thread_id: int, comment_id: int
    ) -> Response:
        """Give one's own comment another text; answers the whole thread."""
        said = self.comment()
        services.edit_comment(said, _text(request), actor=self.user)
        return self.answer(said.thread)

    @operation("comments_delete", "Delete a comment", {204: None}, refused=(403, 404, 409))
    def delete(
        self, request: Request, document_id: UUID, thread_id: int, comment_id: int
    ) -> Response:
        """One's own, or as owner of the document anybody's. The last one takes its thread along."""
        services.delete_comment(self.comment(), actor=self.user, address=self.address)
        return Response(status=status.HTTP_204_NO_CONTENT)


def _text(request: Request) -> str:
    given = TextSerializer(data=request.data)
    given.is_valid(raise_exception=True)
    text: str = given.validated_data["text"]
    return text


def _shown(threads: Sequence[CommentThread], document: Document, user: Any) -> Any:
    """The threads as the user sees them, with one query each for people, mentions and notices."""
    said = [comment for thread in threads for comment in thread.comments.all()]
    names = {name for comment in said for name in audience.names_in(comment.text)}
    mentioned = audience.mentioned(document, names)
    held = capabilities(roles.role_of(user, document))
    context = {
        "authors": authors(
            [c.author for c in said] + [t.resolved_by for t in threads if t.resolved_by]
        ),
        "mentioned": {name: name_of(who) for name, who in mentioned.items()},
        "unread": inbox.unread_threads(user, [thread.pk for thread in threads]),
        "principal": principal_of(user),
        "comments": Capability.COMMENT in held,
        "manages": Capability.SHARE in held,
    }
    return ThreadSerializer(threads, many=True, context=context).data
