"""Who may see a document, by a role, a group or a link: whom one may mention in it."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Q, QuerySet

from ..access import Role
from ..models import Document, DocumentAccess, LinkVisit
from . import actors, roles

_MENTION = re.compile(r"(?<![\w.@+-])@([\w.@+-]{1,150})")
"""What Django allows in usernames, after an `@` that does not belong to a mail address."""

_ENDINGS = ".-+@"
"""May end a sentence as well as a name."""


def people_of(document: Document) -> QuerySet[Any]:
    """Active users who have a role on the document; of one in the trash, its owners."""
    rows = DocumentAccess.objects.filter(document=document)
    if document.trashed:
        rows = rows.filter(role=Role.OWNER)
    holds = Q(pk=document.owner_id) | Q(pk__in=rows.values("user"))
    holds |= Q(groups__in=rows.values("group"))
    if not document.trashed:
        visits = LinkVisit.objects.filter(roles.holds("link__"), link__document=document)
        holds |= Q(pk__in=visits.values("user"))
    people = get_user_model().objects.select_related(actors.PROFILE)
    return people.filter(holds, is_active=True).distinct()


def names_in(text: str) -> list[str]:
    """Everything in the text that may be the username of somebody mentioned, in its order."""
    found = dict.fromkeys(name for match in _MENTION.findall(text) for name in _spellings(match))
    return list(found)


def _spellings(name: str) -> Iterable[str]:
    yield name
    yield name.rstrip(_ENDINGS)


def mentioned(document: Document, names: Iterable[str]) -> Mapping[str, AbstractBaseUser]:
    """Those of `names` that are usernames of people who may see the document.

    Whether others have an account is nobody's business here.
    """
    field = get_user_model().USERNAME_FIELD
    found = people_of(document).filter(**{f"{field}__in": list(names)})
    return {user.get_username(): user for user in found}
