"""Which roles some principals have on a document: asked for by commits when rights have changed."""

from collections.abc import Iterable
from uuid import UUID

from ..access import SYSTEM, Capability, Role, may
from ..models import Document
from . import actors
from .roles import roles_on


def roles_of_principals(document_id: UUID, principals: Iterable[str]) -> dict[str, Role | None]:
    """The role that each principal has on the document now; None for strangers."""
    asked = [who for who in principals if who != SYSTEM]
    found: dict[str, Role | None] = dict.fromkeys(asked)
    document = Document.objects.filter(pk=document_id).first()
    if document is not None:
        found |= roles_on(document, actors.of_principals(asked).values())
    return found


def writers(document_id: UUID, principals: Iterable[str]) -> frozenset[str]:
    """Those of `principals` who may write; the server itself always may."""
    asked = list(principals)
    roles = roles_of_principals(document_id, asked)
    allowed = {who for who, role in roles.items() if may(role, Capability.WRITE)}
    return frozenset(allowed | ({SYSTEM} & set(asked)))
