"""Users as they are named in requests and answers."""

from collections.abc import Iterable, Mapping, Sequence

from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Q
from django.utils.translation import gettext as _

from ..access import principal_of_author, user_of_principal
from ..presence import color_of, name_of


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


def authors(principals: Iterable[str]) -> dict[str, Mapping[str, str | None]]:
    """How everybody who said something is shown, in one query: `username`, `name`, `color`.

    Guests, and people whose account is gone, have no username.
    """
    wanted = set(principals)
    by_pk = {pk: who for who in wanted if (pk := user_of_principal(who)) is not None}
    users = {by_pk[str(u.pk)]: u for u in get_user_model().objects.filter(pk__in=by_pk)}
    return {
        who: {
            "username": users[who].get_username() if who in users else None,
            "name": name_of(users[who]) if who in users else _nameless(who),
            "color": color_of(who),
        }
        for who in wanted
    }


def _nameless(principal: str) -> str:
    return _("Guest") if user_of_principal(principal) is None else _("Deleted account")
