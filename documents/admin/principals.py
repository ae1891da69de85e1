"""How the admin calls those who did something: names instead of principals."""

from collections.abc import Iterable, Mapping

from django.contrib.auth import get_user_model

from ..access import user_of_principal


def names(principals: Iterable[str]) -> Mapping[str, str]:
    """A name for each principal, with one query; deleted users and guests keep their principal."""
    users = {principal: user_of_principal(principal) for principal in principals}
    people = get_user_model()._default_manager  # noqa: SLF001 (Django's own word for it)
    found = people.in_bulk({pk for pk in users.values() if pk})
    usernames = {str(pk): user.get_username() for pk, user in found.items()}
    return {principal: usernames.get(pk or "", principal) for principal, pk in users.items()}
