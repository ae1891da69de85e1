"""Use case: somebody leaves for good."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from ..models import Document
from ..store import devices, documents, events, roles
from ..store.errors import Conflict
from . import notices
from .rights import origin_of


class LastAdministrator(Conflict):
    """Nobody would be left who can look after the installation."""

    def __init__(self) -> None:
        super().__init__("You are the only administrator. Make another one first.")


def delete_account(
    user: AbstractBaseUser,
    heirs: Mapping[UUID, AbstractBaseUser],
    address: str | None = None,
) -> None:
    """Delete the user. Each document of theirs goes to its heir, or else to the trash.

    What they wrote stays, as that of a deleted account; tokens, sessions, stars and roles go, and
    open editors with them within two seconds. The audit log keeps what was done and forgets from
    where. Raises `LastAdministrator`.
    """
    origin = origin_of(user, address)
    with transaction.atomic():
        _keep_an_administrator(user)
        for document in Document.objects.filter(owner=user.pk, trashed=None).order_by("pk"):
            if heir := heirs.get(document.pk):
                roles.transfer(document.pk, heir, origin)
            else:
                documents.trash(document.pk, origin)
            notices.after_commit(document.pk)
        devices.end(devices.of(user))
        events.record("account.deleted", None, origin)
        events.forget_addresses(origin.principal)
        get_user_model().objects.get(pk=user.pk).delete()


def _keep_an_administrator(user: Any) -> None:
    administrators = get_user_model().objects.filter(is_superuser=True, is_active=True)
    locked = set(administrators.select_for_update().values_list("pk", flat=True))
    if locked == {user.pk}:
        raise LastAdministrator
