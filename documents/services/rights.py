"""May the actor do it? Every use case asks here before it starts; the answer is `access.may`."""

from collections.abc import Mapping
from typing import cast

from django.contrib.auth.models import PermissionsMixin

from ..access import SYSTEM, Capability, may
from ..models import Document
from ..store.actors import Actor, Guest, principal_of
from ..store.events import Origin
from ..store.roles import role_of

STAFF_PERMISSIONS: Mapping[Capability, str] = {
    Capability.RENAME: "collab_documents.change_document",
    Capability.TRASH: "collab_documents.change_document",
    Capability.SHARE: "collab_documents.change_documentaccess",
    Capability.RESTORE: "collab_documents.restore_snapshot",
}
"""Django permissions that let staff do it to documents on which they have no role."""


class Forbidden(Exception):
    """The actor may see the document, but not do this with it."""

    def __init__(self, capability: Capability) -> None:
        super().__init__(f"Your role on this document does not include: {capability}.")
        self.capability = capability


def require(actor: Actor | None, document: Document, capability: Capability) -> None:
    """Raise `Forbidden` unless `actor` has the capability, by their role or as staff.

    `None` is the server itself.
    """
    if actor is not None and not permitted(actor, capability):
        require_role(actor, document, capability)


def require_role(actor: Actor, document: Document, capability: Capability) -> None:
    """Raise `Forbidden` unless the role of `actor` on the document has the capability.

    Outside of the admin staff are people like others.
    """
    if not may(role_of(actor, document), capability):
        raise Forbidden(capability)


def permitted(actor: Actor, capability: Capability) -> bool:
    """Whether `actor` may do it to any document, as staff with the permission."""
    permission = STAFF_PERMISSIONS.get(capability)
    if permission is None or isinstance(actor, Guest):
        return False
    return cast("PermissionsMixin", actor).has_perm(permission)


def origin_of(actor: Actor | None, address: str | None = None) -> Origin:
    """What the audit rows say about where a change comes from."""
    return Origin(SYSTEM if actor is None else principal_of(actor), address)
