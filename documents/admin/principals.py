"""How the admin calls those who did something: names instead of principals."""

from collections.abc import Iterable, Mapping

from django.contrib.auth import get_user_model
from django.utils.translation import gettext

from ..access import principal_of_author, user_of_principal


def names(principals: Iterable[str]) -> Mapping[str, str]:
    """A name for each principal, with one query; deleted users and guests keep their principal.

    Who brought something back after a restore from backup is named with that word.
    """
    users = {author: user_of_principal(principal_of_author(author)) for author in principals}
    people = get_user_model()._default_manager  # noqa: SLF001 (Django's own word for it)
    found = people.in_bulk({pk for pk in users.values() if pk})
    usernames = {str(pk): user.get_username() for pk, user in found.items()}
    return {author: _named(author, usernames.get(pk or "")) for author, pk in users.items()}


def _named(author: str, username: str | None) -> str:
    if username is None or principal_of_author(author) == author:
        return username or author
    return gettext("recovered by %(name)s") % {"name": username}
