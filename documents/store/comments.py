"""Threads of comments and what is said in them.

Every change is one conditional statement or holds the thread's row, so that of two at once the
database lets one win.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, QuerySet
from django.db.models.functions import Now

from ..models import Comment, CommentThread, Document
from ..protocol.limits import Limits
from .errors import CommentNotFound, ThreadNotFound, ThreadResolved, TooManyComments


@dataclass(frozen=True, slots=True)
class Anchor:
    """What a thread is about."""

    start: bytes
    end: bytes
    """Relative positions, as Yjs encodes them."""
    quote: str = ""
    """The text between them, as its author saw it."""


def threads_of(document: Document) -> QuerySet[CommentThread]:
    """The document's threads with their comments, latest first."""
    return document.threads.order_by("-id").prefetch_related("comments")


def find(document: Document, thread_id: int) -> CommentThread:
    """One thread of the document, with its comments; raises `ThreadNotFound`."""
    try:
        return threads_of(document).get(pk=thread_id)
    except CommentThread.DoesNotExist:
        raise ThreadNotFound from None


def comment(thread: CommentThread, comment_id: int) -> Comment:
    """One comment that is not deleted; raises `CommentNotFound`."""
    try:
        return thread.comments.get(pk=comment_id, deleted=None)
    except Comment.DoesNotExist:
        raise CommentNotFound from None


def start(document: Document, anchor: Anchor, author: str, limits: Limits) -> CommentThread:
    """A new thread, which has no comment yet. Raises `TooManyComments`."""
    if document.threads.count() >= limits.threads_per_document:
        raise TooManyComments("comments on this document")
    return CommentThread.objects.create(
        document=document, start=anchor.start, end=anchor.end, quote=anchor.quote, author=author
    )


def say(thread: CommentThread, author: str, text: str, limits: Limits) -> Comment:
    """Add a comment. Raises `ThreadNotFound`, `ThreadResolved` or `TooManyComments`.

    Call it in a transaction: nobody resolves the thread before that ends.
    """
    held = _lock(thread)
    if held.resolved:
        raise ThreadResolved
    if held.comments.count() >= limits.comments_per_thread:
        raise TooManyComments("comments in this thread")
    return Comment.objects.create(thread=held, author=author, text=text)


def edit(said: Comment, text: str) -> None:
    """Give a comment another text; raises `CommentNotFound` if it was deleted meanwhile."""
    rows = Comment.objects.filter(pk=said.pk, deleted=None)
    if not rows.update(text=text, edited=Now()):
        raise CommentNotFound


def delete(said: Comment) -> bool:
    """Take a comment's text away, and its thread if nothing is left to read there.

    Answers whether the thread is gone. Call it in a transaction. Raises `ThreadNotFound`, or
    `CommentNotFound` if somebody was faster.
    """
    thread = _lock(said.thread)
    if not thread.comments.filter(pk=said.pk, deleted=None).update(text="", deleted=Now()):
        raise CommentNotFound
    said.notices.all().delete()
    if thread.comments.filter(deleted=None).exists():
        return False
    thread.delete()
    return True


def resolve(thread: CommentThread, principal: str) -> bool:
    """Close the conversation; answers whether it was open."""
    rows = CommentThread.objects.filter(pk=thread.pk, resolved=None)
    return bool(rows.update(resolved=Now(), resolved_by=principal))


def reopen(thread: CommentThread) -> bool:
    """Go on with the conversation; answers whether it was closed."""
    rows = CommentThread.objects.filter(pk=thread.pk, resolved__isnull=False)
    return bool(rows.update(resolved=None, resolved_by=""))


def move(thread: CommentThread, anchor: Anchor) -> None:
    """Let the thread stand elsewhere; what it quotes stays. Raises `ThreadNotFound`."""
    rows = CommentThread.objects.filter(pk=thread.pk)
    if not rows.update(start=anchor.start, end=anchor.end):
        raise ThreadNotFound


def open_counts(document_ids: Iterable[UUID]) -> dict[UUID, int]:
    """How many open threads each document has; those without are left out. One query."""
    rows = CommentThread.objects.filter(document__in=list(document_ids), resolved=None)
    counted = rows.order_by().values("document").annotate(count=Count("pk"))
    return {row["document"]: row["count"] for row in counted}


def _lock(thread: CommentThread) -> CommentThread:
    try:
        return CommentThread.objects.select_for_update().get(pk=thread.pk)
    except CommentThread.DoesNotExist:
        raise ThreadNotFound from None
