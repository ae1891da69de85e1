"""Use cases on comments: begin a thread, reply, edit, delete, resolve, reopen.

Who may comment needs no right to write: nothing here touches the content.
"""

from collections.abc import Iterable

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from .. import conf, signals
from ..access import Capability, user_of_principal
from ..models import Comment, CommentThread, Document
from ..store import audience, comments, documents, events, inbox
from ..store.comments import Anchor
from ..store.roles import Actor
from . import notice_mails, notices
from .rights import Forbidden, origin_of, require


class NotYours(Forbidden):
    """Somebody else said it."""

    def __init__(self) -> None:
        Exception.__init__(self, "Only who wrote a comment may change it.")
        self.capability = Capability.COMMENT


def start_thread(
    document: Document, anchor: Anchor, text: str, *, actor: Actor, address: str | None = None
) -> CommentThread:
    """Begin a conversation about a piece of the text.

    Raises `Forbidden`, `InTrash` or `TooManyComments`.
    """
    _require(actor, document, Capability.COMMENT)
    origin = origin_of(actor, address)
    with transaction.atomic():
        thread = comments.start(document, anchor, origin.principal, conf.current().limits)
        said = comments.say(thread, origin.principal, text, conf.current().limits)
        events.record("thread.started", document.pk, origin, thread=thread.pk)
        _tell(document, said, inbox.Kind.COMMENT, _owner(document))
        _after_commit(thread, "started", origin.principal)
    return comments.find(document, thread.pk)


def reply(thread: CommentThread, text: str, *, actor: Actor) -> Comment:
    """Go on with a conversation; those who took part hear of it.

    Raises `Forbidden`, `InTrash`, `ThreadNotFound`, `ThreadResolved` or `TooManyComments`.
    """
    _require(actor, thread.document, Capability.COMMENT)
    principal = origin_of(actor).principal
    with transaction.atomic():
        said = comments.say(thread, principal, text, conf.current().limits)
        _tell(thread.document, said, inbox.Kind.REPLY, _participants(thread))
        _after_commit(thread, "replied", principal)
    return said


def edit_comment(said: Comment, text: str, *, actor: Actor) -> None:
    """Give one's own comment another text; whom it mentions anew hears of it.

    Raises `Forbidden` (`NotYours` for the comment of somebody else), `InTrash` or
    `CommentNotFound`.
    """
    thread = said.thread
    _require(actor, thread.document, Capability.COMMENT)
    principal = origin_of(actor).principal
    if said.author != principal:
        raise NotYours
    with transaction.atomic():
        comments.edit(said, text)
        said.text = text
        _tell(thread.document, said, inbox.Kind.REPLY, ())
        _after_commit(thread, "edited", principal)


def delete_comment(said: Comment, *, actor: Actor, address: str | None = None) -> None:
    """Delete one's own comment, or as who manages the document anybody's.

    The thread goes with its last comment. Raises as `edit_comment`.
    """
    thread = said.thread
    _require(actor, thread.document, Capability.COMMENT)
    origin = origin_of(actor, address)
    if said.author != origin.principal:
        _require_manager(actor, thread.document)
    with transaction.atomic():
        comments.delete(said)
        events.record(
            "comment.deleted", thread.document_id, origin, thread=thread.pk, author=said.author
        )
        _after_commit(thread, "deleted", origin.principal)


def resolve_thread(thread: CommentThread, *, actor: Actor, address: str | None = None) -> None:
    """Close a conversation; closing it twice changes nothing. Raises `Forbidden`, `InTrash`."""
    _require(actor, thread.document, Capability.COMMENT)
    origin = origin_of(actor, address)
    with transaction.atomic():
        if comments.resolve(thread, origin.principal):
            events.record("thread.resolved", thread.document_id, origin, thread=thread.pk)
            _after_commit(thread, "resolved", origin.principal)


def reopen_thread(thread: CommentThread, *, actor: Actor, address: str | None = None) -> None:
    """Go on with a conversation that was closed. Raises `Forbidden` or `InTrash`."""
    _require(actor, thread.document, Capability.COMMENT)
    origin = origin_of(actor, address)
    with transaction.atomic():
        if comments.reopen(thread):
            events.record("thread.reopened", thread.document_id, origin, thread=thread.pk)
            _after_commit(thread, "reopened", origin.principal)


def move_thread(thread: CommentThread, anchor: Anchor, *, actor: Actor) -> None:
    """Let a thread follow its text to where an edit has put it, for those who make such edits.

    Raises `Forbidden`, `InTrash` or `ThreadNotFound`.
    """
    _require(actor, thread.document, Capability.WRITE)
    with transaction.atomic():
        comments.move(thread, anchor)
        _after_commit(thread, "moved", origin_of(actor).principal)


def _require(actor: Actor, document: Document, capability: Capability) -> None:
    require(actor, document, capability)
    documents.refuse_trashed(document.pk)


def _require_manager(actor: Actor, document: Document) -> None:
    try:
        require(actor, document, Capability.SHARE)
    except Forbidden:
        raise NotYours from None


def _owner(document: Document) -> Iterable[AbstractBaseUser]:
    return () if document.owner is None else (document.owner,)


def _participants(thread: CommentThread) -> Iterable[AbstractBaseUser]:
    """Everybody who said something in the thread and may still see it."""
    spoke = {thread.author, *thread.comments.values_list("author", flat=True)}
    users = [pk for who in spoke if (pk := user_of_principal(who)) is not None]
    people: Iterable[AbstractBaseUser] = audience.people_of(thread.document).filter(pk__in=users)
    return people


def _tell(
    document: Document, said: Comment, kind: inbox.Kind, others: Iterable[AbstractBaseUser]
) -> None:
    """Put a comment into the inboxes of whom it mentions and of `others`; never its author's."""
    most = conf.current().limits.mentions_per_comment
    named = audience.mentioned(document, audience.names_in(said.text)).values()
    author = user_of_principal(said.author)
    meant = [who for who in named if str(who.pk) != author][:most]
    told = inbox.tell(said, inbox.Kind.MENTION, meant)
    told += inbox.tell(said, kind, [who for who in others if str(who.pk) != author])
    notice_mails.send_after_commit(told)


def _after_commit(thread: CommentThread, change: str, principal: str) -> None:
    """Tell open pages, then whoever listens in this process."""
    document_id, thread_id = thread.document_id, thread.pk
    notices.after_commit(document_id, notices.commented(thread_id, change))

    def tell() -> None:
        signals.commented.send_robust(
            sender=CommentThread,
            document_id=document_id,
            thread_id=thread_id,
            change=change,
            principal=principal,
        )

    transaction.on_commit(tell, robust=True)
