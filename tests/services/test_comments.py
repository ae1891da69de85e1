from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from pytest_django import DjangoCaptureOnCommitCallbacks

from documents import relay, services, signals
from documents.access import principal_of_user
from documents.models import Comment, CommentThread, Document, Event, Notice
from documents.services.comments import NotYours
from documents.store import comments, inbox, roles
from documents.store.comments import Anchor
from documents.store.errors import (
    CommentNotFound,
    InTrash,
    ThreadNotFound,
    ThreadResolved,
    TooManyComments,
)
from documents.store.events import Origin

HERE = Anchor(b"\x00\x07\x01\x00", b"\x00\x07\x05\x41", "some words")

People = dict[str, User]


@pytest.fixture
def thread(plan: Document, people: People) -> CommentThread:
    return services.start_thread(plan, HERE, "Is this so?", actor=people["commenter"])


def first(thread: CommentThread) -> Comment:
    said = thread.comments.order_by("pk").first()
    assert said is not None
    return said


def waiting() -> list[tuple[str, str]]:
    return list(Notice.objects.order_by("pk").values_list("user__username", "kind"))


@pytest.mark.parametrize("who", ["reader", "stranger"])
def test_who_may_not_comment_changes_nothing(
    plan: Document, people: People, thread: CommentThread, who: str
) -> None:
    actor, said = people[who], first(thread)
    for attempt in (
        lambda: services.start_thread(plan, HERE, "No.", actor=actor),
        lambda: services.reply(thread, "No.", actor=actor),
        lambda: services.edit_comment(said, "No.", actor=actor),
        lambda: services.delete_comment(said, actor=actor),
        lambda: services.resolve_thread(thread, actor=actor),
        lambda: services.reopen_thread(thread, actor=actor),
        lambda: services.move_thread(thread, HERE, actor=actor),
    ):
        with pytest.raises(services.Forbidden):
            attempt()
    assert [c.text for c in comments.find(plan, thread.pk).comments.all()] == ["Is this so?"]


def test_a_commenter_needs_no_right_to_write(plan: Document, people: People) -> None:
    thread = services.start_thread(plan, HERE, "Is this so?", actor=people["commenter"])
    services.reply(thread, "It is.", actor=people["editor"])
    services.resolve_thread(thread, actor=people["commenter"])
    found = comments.find(plan, thread.pk)
    assert [c.text for c in found.comments.all()] == ["Is this so?", "It is."]
    assert found.resolved_by == principal_of_user(people["commenter"].pk)
    assert (bytes(found.start), bytes(found.end), found.quote) == (
        HERE.start, HERE.end, HERE.quote,
    )  # fmt: skip


def test_only_who_may_write_lets_a_thread_follow_its_text(
    plan: Document, people: People, thread: CommentThread
) -> None:
    there = Anchor(b"\x00\x08\x01\x00", b"\x00\x08\x02\x41")
    with pytest.raises(services.Forbidden):
        services.move_thread(thread, there, actor=people["commenter"])
    services.move_thread(thread, there, actor=people["editor"])
    moved = comments.find(plan, thread.pk)
    assert (bytes(moved.start), moved.quote) == (there.start, HERE.quote)


def test_only_its_author_edits_a_comment(people: People, thread: CommentThread) -> None:
    with pytest.raises(NotYours):
        services.edit_comment(first(thread), "I said no such thing", actor=people["owner"])
    services.edit_comment(first(thread), "Is that so?", actor=people["commenter"])
    assert first(thread).text == "Is that so?"
    assert first(thread).edited is not None


def test_authors_and_owners_delete_comments(people: People, thread: CommentThread) -> None:
    said = services.reply(thread, "It is.", actor=people["editor"])
    with pytest.raises(NotYours):
        services.delete_comment(said, actor=people["commenter"])
    services.delete_comment(said, actor=people["owner"])
    kept = thread.comments.get(pk=said.pk)
    assert (kept.text, kept.deleted is None) == ("", False)
    for late in (
        services.delete_comment,
        lambda c, actor: services.edit_comment(c, "x", actor=actor),
    ):
        with pytest.raises(CommentNotFound):
            late(said, actor=people["editor"])


def test_a_thread_goes_with_its_last_comment(
    plan: Document, people: People, thread: CommentThread
) -> None:
    reply = services.reply(thread, "It is.", actor=people["editor"])
    services.delete_comment(first(thread), actor=people["commenter"])
    assert comments.find(plan, thread.pk).pk == thread.pk
    services.delete_comment(reply, actor=people["editor"])
    with pytest.raises(ThreadNotFound):
        comments.find(plan, thread.pk)
    with pytest.raises(ThreadNotFound):
        services.reply(thread, "Too late.", actor=people["editor"])


def test_a_resolved_thread_takes_no_replies_until_it_is_reopened(
    people: People, thread: CommentThread
) -> None:
    services.resolve_thread(thread, actor=people["editor"])
    with pytest.raises(ThreadResolved):
        services.reply(thread, "One more thing", actor=people["editor"])
    services.reopen_thread(thread, actor=people["commenter"])
    services.reply(thread, "One more thing", actor=people["editor"])


def test_resolving_twice_is_told_once(
    people: People,
    thread: CommentThread,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    services.resolve_thread(thread, actor=people["editor"])
    with django_capture_on_commit_callbacks() as told:
        services.resolve_thread(thread, actor=people["owner"])
    assert told == []
    thread.refresh_from_db()
    assert thread.resolved_by == principal_of_user(people["editor"].pk)


def test_nothing_is_said_in_the_trash(
    plan: Document, people: People, thread: CommentThread
) -> None:
    services.trash_document(plan, actor=people["owner"])
    thread.document.refresh_from_db()
    with pytest.raises(InTrash):
        services.reply(thread, "Hello?", actor=people["owner"])


@pytest.mark.parametrize("limit", ["THREADS_PER_DOCUMENT", "COMMENTS_PER_THREAD"])
def test_there_are_bounds(
    plan: Document, people: People, thread: CommentThread, settings: Any, limit: str
) -> None:
    settings.COLLAB = {"LIMITS": {limit: 1}}
    attempts: dict[str, Callable[[User], object]] = {
        "THREADS_PER_DOCUMENT": lambda who: services.start_thread(plan, HERE, "More", actor=who),
        "COMMENTS_PER_THREAD": lambda who: services.reply(thread, "More", actor=who),
    }
    with pytest.raises(TooManyComments):
        attempts[limit](people["owner"])


def test_open_pages_and_listeners_are_told_after_the_commit(
    plan: Document,
    people: People,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    hints: list[Any] = []
    heard: list[dict[str, Any]] = []
    monkeypatch.setattr(relay, "hint", lambda *args: hints.append(args))

    def listen(**told: Any) -> None:
        heard.append(told)

    signals.commented.connect(listen)
    with django_capture_on_commit_callbacks(execute=True):
        thread = services.start_thread(plan, HERE, "Is this so?", actor=people["commenter"])
        assert hints == []
    assert hints == [(plan.pk, {"kind": "comment", "thread": thread.pk, "change": "started"})]
    assert [(told["thread_id"], told["change"]) for told in heard] == [(thread.pk, "started")]


def test_the_audit_tells_what_was_done_and_not_what_was_said(
    people: People, thread: CommentThread
) -> None:
    services.resolve_thread(thread, actor=people["editor"])
    services.reopen_thread(thread, actor=people["editor"])
    services.delete_comment(first(thread), actor=people["owner"])
    rows = list(Event.objects.order_by("pk").values_list("kind", "detail"))
    told = [(kind, detail) for kind, detail in rows if not kind.startswith("access")]
    assert [kind for kind, _ in told] == [
        "thread.started",
        "thread.resolved",
        "thread.reopened",
        "comment.deleted",
    ]
    assert told[-1][1] == {
        "thread": thread.pk,
        "author": principal_of_user(people["commenter"].pk),
    }


# -- who hears of it


def test_the_owner_hears_of_a_thread_and_those_in_it_of_replies(
    people: People, thread: CommentThread
) -> None:
    assert waiting() == [("owner", "comment")]
    services.reply(thread, "It is.", actor=people["editor"])
    assert waiting()[1:] == [("commenter", "reply")]
    services.reply(thread, "Thank you.", actor=people["commenter"])
    assert waiting()[2:] == [("editor", "reply")]


def test_whoever_is_mentioned_hears_of_it_once(plan: Document, people: People) -> None:
    text = "@owner, @reader and @reader: ask @stranger or @nobody"
    services.start_thread(plan, HERE, text, actor=people["commenter"])
    assert sorted(waiting()) == [("owner", "mention"), ("reader", "mention")]


def test_nobody_hears_of_their_own_words(plan: Document, people: People) -> None:
    thread = services.start_thread(plan, HERE, "Note to @owner", actor=people["owner"])
    services.reply(thread, "Done", actor=people["owner"])
    assert waiting() == []


def test_an_edit_tells_only_those_whom_it_mentions_anew(
    people: People, thread: CommentThread
) -> None:
    services.edit_comment(first(thread), "@reader @owner?", actor=people["commenter"])
    assert waiting() == [("owner", "comment"), ("reader", "mention")]


def test_a_deleted_comment_leaves_no_notice(people: People, thread: CommentThread) -> None:
    services.delete_comment(first(thread), actor=people["commenter"])
    assert waiting() == []


def test_who_lost_the_document_has_nothing_of_it_in_their_inbox(
    plan: Document, people: People, thread: CommentThread
) -> None:
    services.reply(thread, "It is.", actor=people["editor"])
    assert inbox.unread_count(people["commenter"]) == 1
    access = plan.access.get(user=people["commenter"])
    roles.revoke(plan.pk, access.pk, Origin())
    assert inbox.unread_count(people["commenter"]) == 0
    services.reply(thread, "Are you there?", actor=people["editor"])
    assert waiting()[2:] == []


def test_reading_a_thread_empties_its_part_of_the_inbox(
    plan: Document, people: People, thread: CommentThread
) -> None:
    owner = people["owner"]
    services.start_thread(plan, HERE, "Another", actor=people["editor"])
    assert inbox.unread_threads(owner, [thread.pk]) == {thread.pk}
    assert inbox.mark_read(owner, thread=thread.pk) == 1
    assert inbox.unread_threads(owner, [thread.pk]) == set()
    assert inbox.unread_count(owner) == 1
