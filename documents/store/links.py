"""Share links: make, find, open, change and revoke them.

A link's role is somebody's as long as they have opened it and it holds. Whatever ends that gives
the rights on the document a new version, which commits and open rooms compare.
"""

import hashlib
import secrets
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.hashers import check_password, make_password
from django.core import signing
from django.db import transaction
from django.db.models import Prefetch, Q, QuerySet
from django.db.models.functions import Now
from django.utils import timezone

from .. import models
from ..access import Role
from ..models import Guest, LinkVisit
from . import actors, events, roles
from .errors import LinkNotFound
from .events import Origin

ShareLink = models.ShareLink

_SECRET_BYTES = 32
SEAL_SECONDS = 15 * 60
"""How long somebody may look for the password."""

_SALT = "collab.link"
_LAST_USED_EVERY = timedelta(minutes=1)
"""How exact `last_used` is, however often a link is opened."""


def issue(
    document_id: UUID,
    role: Role,
    origin: Origin,
    created_by: AbstractBaseUser | None = None,
    **more: Any,
) -> tuple[ShareLink, str]:
    """Make a link; answer its row and its secret, which cannot be shown again.

    `more` are `label`, `expires` and `password`. Raises `DocumentNotFound`.
    """
    secret = secrets.token_urlsafe(_SECRET_BYTES)
    with transaction.atomic():
        roles.lock(document_id)
        link = ShareLink.objects.create(
            document_id=document_id,
            digest=_digest(secret),
            role=role,
            created_by_id=created_by.pk if created_by else None,
            **_stored(more),
        )
        events.record("link.created", document_id, origin, link=link.pk, role=role)
    link.refresh_from_db()
    return link, secret


def change(
    document_id: UUID, link_id: int, origin: Origin, changes: Mapping[str, Any]
) -> ShareLink:
    """Change the `role`, `label`, `expires` or `password` of a link.

    Whoever came in before there was this password has to give it. Raises `LinkNotFound`.
    """
    with transaction.atomic():
        link = _locked(document_id, link_id)
        for name, value in _stored(changes).items():
            setattr(link, name, value)
        link.expiry_noted = False
        link.save(update_fields=["role", "label", "expires", "password", "expiry_noted"])
        if changes.get("password"):
            link.visits.all().delete()
        events.record("link.changed", document_id, origin, link=link.pk, changed=sorted(changes))
    return link


def revoke(document_id: UUID, link_id: int, origin: Origin) -> None:
    """End a link for good. Raises `LinkNotFound`."""
    with transaction.atomic():
        link = _locked(document_id, link_id)
        ShareLink.objects.filter(pk=link.pk).update(revoked=Now())
        events.record("link.revoked", document_id, origin, link=link.pk)


def shown(documents: Iterable[Any]) -> QuerySet[ShareLink]:
    """The links to these documents that were not revoked, with who came in by each."""
    people = Prefetch("visits", LinkVisit.objects.select_related("user", "guest").order_by("pk"))
    rows = ShareLink.objects.filter(document__in=documents, revoked=None)
    return rows.select_related("document", f"created_by__{actors.PROFILE}").prefetch_related(people)


def find(secret: str) -> ShareLink | None:
    """The link with this secret and its document, if both are there to be opened.

    One query by digest, whatever was sent: how long it takes tells nothing about other secrets.
    """
    return _openable().filter(digest=_digest(secret)).first()


def sealed(link: ShareLink) -> str:
    """What a browser keeps of a link while its password is asked for: nothing that opens it."""
    return signing.dumps(link.pk, salt=_SALT)


def of_seal(text: str | None) -> ShareLink | None:
    """The link of a seal that was made just now, if it still holds."""
    try:
        pk = signing.loads(text or "", salt=_SALT, max_age=SEAL_SECONDS)
    except signing.BadSignature:
        return None
    return _openable().filter(pk=pk).first()


def has_password(link: ShareLink, password: str) -> bool:
    """Whether `password` opens the link; any does if it needs none."""
    return not link.password or check_password(password, link.password)


def open_by(link: ShareLink, visitor: AbstractBaseUser | Guest) -> None:
    """From now on the link's role is the visitor's."""
    kind = "guest" if isinstance(visitor, Guest) else "user"
    visit = LinkVisit(link=link, **{f"{kind}_id": visitor.pk})
    LinkVisit.objects.bulk_create([visit], ignore_conflicts=True)
    due = Q(last_used=None) | Q(last_used__lt=timezone.now() - _LAST_USED_EVERY)
    ShareLink.objects.filter(due, pk=link.pk).update(last_used=Now())


def is_open_to(link: ShareLink, visitor: AbstractBaseUser | Guest) -> bool:
    """Whether the visitor came in by the link before."""
    kind = "guest" if isinstance(visitor, Guest) else "user"
    return LinkVisit.objects.filter(link=link, **{kind: visitor.pk}).exists()


def note_expired() -> None:
    """Give the rights that links gave until now a new version. Cheap if there are none."""
    due = ShareLink.objects.filter(expires__lte=Now(), expiry_noted=False)
    for link in due.order_by("document_id"):
        with transaction.atomic():
            if due.filter(pk=link.pk).update(expiry_noted=True):  # of all processes, one does it
                roles.lock(link.document_id)
                events.record("link.expired", link.document_id, Origin(), link=link.pk)


def _openable() -> QuerySet[ShareLink]:
    return ShareLink.objects.select_related("document").filter(
        roles.holds(), document__trashed=None
    )


def _locked(document_id: UUID, link_id: int) -> ShareLink:
    """A link that was not revoked, whose document's rights are about to change."""
    roles.lock(document_id)
    link = ShareLink.objects.filter(pk=link_id, document=document_id, revoked=None).first()
    if link is None:
        raise LinkNotFound
    return link


def _stored(given: Mapping[str, Any]) -> dict[str, Any]:
    """As columns: a password only as its hash."""
    columns = dict(given)
    if password := columns.get("password"):
        columns["password"] = make_password(password)
    return columns


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode(errors="surrogatepass")).hexdigest()
