"""Users as they are named in requests and answers."""

from collections.abc import Iterable, Sequence

from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Q

from ..access import principal_of_author, user_of_principal


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
