"""Guests: people without an account, known by a cookie that only this server can have made.

The cookie never holds a link: a guest is one principal whatever links they open, and stays it when
a link is revoked, so that what they wrote stays theirs.
"""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.core import signing
from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Concat

from .. import models
from ..access import principal_of_guest, principal_of_user
from ..models import ClientAuthor, Comment, CommentThread, Image, LinkVisit
from . import events
from .events import Origin

COOKIE_SECONDS = 400 * 24 * 3600
"""As long as browsers keep any cookie."""
LONGEST_NAME = 60

Guest = models.Guest

_SALT = "collab.guest"


def cookie_name() -> str:
    """With https browsers take it from this host alone and send it nowhere else."""
    return f"{'__Host-' if settings.SESSION_COOKIE_SECURE else ''}collab_guest"


def create() -> Guest:
    """A new guest, without a name."""
    return Guest.objects.create()


def sealed(guest: Guest) -> str:
    """What the guest's cookie holds."""
    return signing.dumps(guest.pk, salt=_SALT)


def of_cookie(text: str | None) -> Guest | None:
    """The guest whose cookie this is; `None` for none, a forged one, or who signed in since."""
    if not text:
        return None
    try:
        pk = signing.loads(text, salt=_SALT)
    except signing.BadSignature:
        return None
    return Guest.objects.filter(pk=pk, user=None).first()


def forget_idle(before: datetime) -> int:
    """Delete guests from before then whom nobody needs; answers how many.

    They wrote no text and no comment, put no picture anywhere, and came by no link: who came by
    one, also by one that has ended, is told beside it.
    """
    made = (
        ClientAuthor.objects.values("principal"),
        CommentThread.objects.values("author"),
        CommentThread.objects.values("resolved_by"),
        Comment.objects.values("author"),
        Image.objects.values("author"),
    )
    idle = Guest.objects.filter(user=None, visits=None, created__lt=before)
    idle = idle.annotate(who=Concat(Value(principal_of_guest("")), "pk"))
    for authors in made:
        idle = idle.exclude(who__in=authors)
    count, _ = Guest.objects.filter(pk__in=idle.values("pk")).delete()
    return count


def rename(guest: Guest, name: str) -> None:
    """Give the guest another name; spaces at its ends and doubled ones do not count."""
    guest.name = " ".join(name.split())[:LONGEST_NAME]
    Guest.objects.filter(pk=guest.pk).update(name=guest.name)


def adopt(guest: Guest, user: AbstractBaseUser, origin: Origin) -> bool:
    """The guest turns out to be `user`: what was theirs is the user's. False if done before.

    The user owns the guest's client ids, so that what one browser has not sent yet is still taken
    from it, and came in by the guest's links. What the guest wrote keeps its name in the log.
    Rights get no new version: open rooms notice in their next sweep that the guest is nobody any
    more, and send the browser back to come in as the user.
    """
    with transaction.atomic():
        if not Guest.objects.filter(pk=guest.pk, user=None).update(user=user.pk):
            return False
        written = _hand_over_clients(guest, user)
        opened = _hand_over_visits(guest, user)
        for document_id in sorted(written | opened):
            events.record("guest.adopted", document_id, origin, guest=guest.pk)
    return True


def _hand_over_clients(guest: Guest, user: AbstractBaseUser) -> set[UUID]:
    """As new rows: open rooms read the owners that were written down after the last they know."""
    old = list(ClientAuthor.objects.filter(principal=guest.principal))
    ClientAuthor.objects.filter(pk__in=[row.pk for row in old]).delete()
    who = principal_of_user(user.pk)
    ClientAuthor.objects.bulk_create(
        ClientAuthor(
            document_id=row.document_id, epoch=row.epoch, client_id=row.client_id, principal=who
        )
        for row in old
    )
    return {row.document_id for row in old}


def _hand_over_visits(guest: Guest, user: AbstractBaseUser) -> set[UUID]:
    visits = LinkVisit.objects.filter(guest=guest).select_related("link")
    opened = {visit.link_id: visit.link.document_id for visit in visits}
    LinkVisit.objects.bulk_create(
        (LinkVisit(link_id=link, user_id=user.pk) for link in opened), ignore_conflicts=True
    )
    visits.delete()
    return set(opened.values())
