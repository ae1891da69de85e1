"""Use case: another mail address, confirmed by its owner before it counts.

Documents are shared with addresses and passwords are reset by them: nobody may claim one.
"""

from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.core import signing
from django.db import transaction
from django.urls import reverse

from .. import mail
from ..store import events
from .rights import origin_of

_SALT = "collab.mail-address"
_LINK_SECONDS = 24 * 3600


def address_of(user: Any) -> str:
    """The user's confirmed mail address; may be empty."""
    return str(getattr(user, user.get_email_field_name(), ""))


def ask_to_confirm(user: AbstractBaseUser, address: str) -> None:
    """Send a link to the new address, in the background; if it is somebody's, nothing goes out."""
    mail.later(_ask, user, address)


def wanted_by(user: AbstractBaseUser, seal: str) -> str | None:
    """The address that this link of the user's confirms; `None` if it is over or another's."""
    try:
        user_pk, before, address = signing.loads(seal, salt=_SALT, max_age=_LINK_SECONDS)
    except signing.BadSignature:
        return None
    mine = str(user.pk) == user_pk and address_of(user) == before
    return str(address) if mine and not _is_taken(address) else None


def change_address(user: AbstractBaseUser, address: str, network_address: str | None) -> None:
    """Let the confirmed address be the user's; the one before hears of it."""
    before = address_of(user)
    model = get_user_model()
    with transaction.atomic():
        model.objects.filter(pk=user.pk).update(**{model.get_email_field_name(): address})
        events.record("mail.changed", None, origin_of(user, network_address))
    if before:
        mail.later(mail.send, before, "address_changed", username=user.get_username())


def _ask(user: AbstractBaseUser, address: str) -> None:
    if _is_taken(address):
        return
    seal = signing.dumps([str(user.pk), address_of(user), address], salt=_SALT)
    link = f"{settings.CSRF_TRUSTED_ORIGINS[0]}{reverse('collab:mail-confirm', args=[seal])}"
    mail.send(address, "confirm_address", link=link, username=user.get_username())


def _is_taken(address: str) -> bool:
    model = get_user_model()
    field = model.get_email_field_name()
    return model.objects.filter(**{f"{field}__iexact": address}).exists()
