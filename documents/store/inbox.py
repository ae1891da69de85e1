"""What waits in people's inboxes: put there, counted, read."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import QuerySet
from django.db.models.functions import Now
from django.utils import timezone

from ..models import AccessRequest, Comment, Notice
from . import requests, roles
from .actors import Guest

Kind = Notice.Kind


def tell(said: Comment, kind: Kind, people: Iterable[AbstractBaseUser]) -> list[Notice]:
    """Let people hear of a comment, each once however often they are named in it."""
    told = set(said.notices.values_list("user", flat=True))
    return Notice.objects.bulk_create(
        Notice(
            user_id=person.pk,
            kind=kind,
            document_id=said.thread.document_id,
            thread_id=said.thread_id,
            comment=said,
            actor=said.author,
        )
        for person in people
        if person.pk not in told
    )


def invite(document_id: UUID, user: AbstractBaseUser, actor: str, role: str) -> list[Notice]:
    """Let somebody hear that they were let in: once a day, however often that is undone."""
    lately = timezone.now() - timedelta(days=1)
    invited = Notice.objects.filter(user=user.pk, document=document_id, kind=Kind.INVITED)
    if invited.filter(created__gt=lately).exists():
        return []
    detail = {"role": role}
    notice = Notice(
        user_id=user.pk, kind=Kind.INVITED, document_id=document_id, actor=actor, detail=detail
    )
    return Notice.objects.bulk_create([notice])


def of(user: roles.Actor) -> QuerySet[Notice]:
    """The user's notices about documents that they may see now, latest first."""
    if isinstance(user, Guest) or not user.is_authenticated:
        return Notice.objects.none()
    visible = roles.open_to(user).filter(trashed=None)
    rows = Notice.objects.filter(user=user.pk, document__in=visible.values("pk"))
    return rows.select_related("document", "thread", "comment").order_by("-id")


def unread_count(user: roles.Actor) -> int:
    """How many of them the user has not looked at, and how many people wait for their answer."""
    return of(user).filter(read=None).count() + asking(user).count()


def asking(user: roles.Actor) -> QuerySet[AccessRequest]:
    """Who asks for access to documents that the user may share, longest first."""
    if isinstance(user, Guest) or not user.is_authenticated:
        return AccessRequest.objects.none()
    return requests.waiting(roles.owned_by(user).values("pk"))


def unread_threads(user: roles.Actor, thread_ids: Iterable[int]) -> set[int]:
    """Those of the threads in which something waits for the user."""
    if isinstance(user, Guest) or not user.is_authenticated:
        return set()
    rows = Notice.objects.filter(user=user.pk, read=None, thread__in=list(thread_ids))
    return set(rows.values_list("thread", flat=True))


def mark_read(user: AbstractBaseUser, **which: Any) -> int:
    """The user has seen their notices, or those with these values; answers how many were new."""
    return Notice.objects.filter(user=user.pk, read=None, **which).update(read=Now())
