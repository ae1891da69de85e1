"""Who is let in by name hears of it: in the inbox, and by mail where there is a mail server."""

from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser

from ..access import SYSTEM, Role, principal_of_user
from ..store import inbox
from ..store.events import Origin
from . import notice_mails


def tell(document_id: UUID, user: AbstractBaseUser, role: Role, origin: Origin) -> None:
    """Tell a user who let them in; nobody hears of what they or the installation did."""
    if origin.principal not in {SYSTEM, principal_of_user(user.pk)}:
        told = inbox.invite(document_id, user, origin.principal, role)
        notice_mails.send_after_commit(told)
