"""People and groups whom somebody who shares a document may mean.

Whoever types a whole username or mail address is told whether there is such a user, as when giving
a role; a mail address is never found by its beginning, and never shown.
"""

from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import Group
from django.db.models import Q, QuerySet

from .. import conf
from ..models import Document, DocumentAccess
from . import actors, roles

People = QuerySet[AbstractBaseUser]


def people(actor: AbstractBaseUser, search: str) -> People:
    """Active users whose names begin with the words of `search`, in the order of usernames.

    Of all there are, or with `SUGGEST_EVERYBODY` off of those whom `actor` works with.
    """
    model = get_user_model()
    meant = begins(search)
    if not conf.current().suggest_everybody:
        meant &= _knows(actor)
    users = model.objects.filter(meant | _is_exactly(search), is_active=True)
    found = users.exclude(pk=actor.pk).select_related(actors.PROFILE)
    return found.distinct().order_by(model.USERNAME_FIELD)


def groups(actor: AbstractBaseUser, search: str) -> QuerySet[Group]:
    """Groups whose name begins with `search`; with `SUGGEST_EVERYBODY` off the actor's own."""
    found = Group.objects.filter(name__istartswith=search)
    if not conf.current().suggest_everybody:
        found = found.filter(user=actor.pk)
    return found.order_by("name")


def begins(search: str) -> Q:
    """Whether each word of `search` begins a name or the username."""
    model = get_user_model()
    known = {field.name for field in model._meta.get_fields()}
    fields = [model.USERNAME_FIELD, *sorted({"first_name", "last_name"} & known)]
    all_words = Q()
    for word in search.split():
        one = Q()
        for field in fields:
            one |= Q(**{f"{field}__istartswith": word})
        all_words &= one
    return all_words


def _is_exactly(search: str) -> Q:
    model = get_user_model()
    exactly = Q(**{model.USERNAME_FIELD: search})
    if "@" in search:
        exactly |= Q(**{f"{model.get_email_field_name()}__iexact": search})
    return exactly


def _knows(actor: AbstractBaseUser) -> Q:
    """Whether somebody is in a group of the actor's, or on a document that the actor is on."""
    seen = roles.visible_to(actor).values("pk")
    rows = DocumentAccess.objects.filter(document__in=seen)
    owners = Document.objects.filter(pk__in=seen).values("owner")
    own_groups = Group.objects.filter(user=actor.pk)
    return Q(pk__in=rows.values("user")) | Q(pk__in=owners) | Q(groups__in=own_groups)
