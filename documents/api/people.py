"""Users as they are named in requests and answers."""

from collections.abc import Iterable, Mapping, Sequence

from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Q
from django.utils.translation import gettext as _

from ..access import guest_of_principal, principal_of_author, user_of_principal
from ..presence import color_of
from ..store import actors
from ..store.actors import Guest, name_of


def named(name: str) -> Sequence[AbstractBaseUser]:
    """Active users with this username or mail address; two if it is not clear who is meant.

    Somebody may have taken another's mail address as their username, to be given what was meant
    for the other.
    """
    users = get_user_model()
    meant = Q(**{users.USERNAME_FIELD: name})
    if "@" in name:
        meant |= Q(**{f"{users.get_email_field_name()}__iexact": name})
    return list(users.objects.filter(meant, is_active=True)[:2])


def usernames(principals: Iterable[str]) -> dict[str, str]:
    """Username by author, in one query; who is no user, or is no more, is left out."""
    pks = {author: user_of_principal(principal_of_author(author)) for author in principals}
    users = get_user_model().objects.filter(pk__in={pk for pk in pks.values() if pk})
    found = {str(user.pk): user.get_username() for user in users}
    return {author: found[pk] for author, pk in pks.items() if pk in found}


def authors(principals: Iterable[str]) -> dict[str, Mapping[str, str | bool | None]]:
    """How everybody who said something is shown: `username`, `name`, `color`, `guest`.

    Guests, and people whose account is gone, have no username.
    """
    wanted = set(principals)
    found = actors.of_principals(wanted)
    return {who: _author(who, found.get(who)) for who in wanted}


def _author(who: str, actor: AbstractBaseUser | Guest | None) -> Mapping[str, str | bool | None]:
    is_guest = guest_of_principal(who) is not None
    nameless = _("Guest") if is_guest else _("Deleted account")
    return {
        "username": actor.get_username() if isinstance(actor, AbstractBaseUser) else None,
        "name": name_of(actor) if actor else nameless,
        "color": color_of(who),
        "guest": is_guest,
    }
