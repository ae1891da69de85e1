"""Principals as people know them."""

from collections.abc import Iterable

from django.contrib.auth import get_user_model

from ..access import user_of_principal


def usernames(principals: Iterable[str]) -> dict[str, str]:
    """Username by principal, in one query; who is no user, or is no more, is left out."""
    by_pk = {pk: who for who in principals if (pk := user_of_principal(who)) is not None}
    users = get_user_model().objects.filter(pk__in=by_pk)
    return {by_pk[str(user.pk)]: user.get_username() for user in users}
