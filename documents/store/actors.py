"""Those who act on documents: users, and guests without an account.

What they do is written down under their principal, so that nothing of it has to be rewritten when
a row goes.
"""

from collections.abc import Callable, Iterable

from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext

from .. import models
from ..access import guest_of_principal, principal_of_user, user_of_principal

Guest = models.Guest

PROFILE = "collab_profile"
"""To be read along with users that are shown: their colour is in it."""

Actor = AbstractBaseUser | AnonymousUser | Guest


def principal_of(actor: Actor) -> str:
    """Who `actor` is in logs, presence and audit rows."""
    return actor.principal if isinstance(actor, Guest) else principal_of_user(actor.pk)


def of_principals(principals: Iterable[str]) -> dict[str, AbstractBaseUser | Guest]:
    """Who they are, by principal, in a query for users and one for guests.

    The system, and those who are gone, are left out.
    """
    asked = list(principals)
    users = _by_pk(asked, user_of_principal)
    guests = _by_pk(asked, guest_of_principal)
    found: dict[str, AbstractBaseUser | Guest] = {}
    if users:
        people = get_user_model().objects.select_related(PROFILE).filter(pk__in=users)
        found |= {users[str(user.pk)]: user for user in people}
    if guests:
        found |= {guests[guest.pk]: guest for guest in Guest.objects.filter(pk__in=guests)}
    return found


def name_of(actor: AbstractBaseUser | Guest) -> str:
    """The full name, or else the username; of guests the name they chose."""
    if isinstance(actor, Guest):
        return actor.name or gettext("Guest")
    full = actor.get_full_name() if hasattr(actor, "get_full_name") else ""
    return full or actor.get_username()


def chosen_color(actor: AbstractBaseUser | Guest) -> str:
    """The colour that somebody has chosen for themselves; empty if they have not."""
    profile: models.Profile | None = getattr(actor, PROFILE, None)
    return profile.color if profile else ""


def _by_pk(principals: Iterable[str], pk_of: Callable[[str], str | None]) -> dict[str, str]:
    return {pk: who for who in principals if (pk := pk_of(who)) is not None}
