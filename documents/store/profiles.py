"""What people have chosen about themselves."""

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser

from ..models import Profile
from .actors import PROFILE

LONGEST_NAME = 60
"""Characters that pages show of a name."""


def of(user: AbstractBaseUser) -> Profile:
    """The user's profile, or one in which nothing is chosen."""
    found: Profile | None = getattr(user, PROFILE, None)
    return found or Profile(user_id=user.pk)


def save(user: AbstractBaseUser, **chosen: Any) -> None:
    """Write down what the user chose: fields of `Profile`."""
    Profile.objects.update_or_create(chosen, user_id=user.pk)


def refuse_mails(user_pk: Any) -> None:
    """The user with this key, if there is one still, wants no more mails."""
    if get_user_model().objects.filter(pk=user_pk).exists():
        Profile.objects.update_or_create({"mails": False}, user_id=user_pk)


def rename(user: AbstractBaseUser, name: str) -> None:
    """Give the user another full name: its last word is kept as the family name.

    Together they read as they were typed, whoever splits names otherwise. A project whose users
    have no such fields keeps its names.
    """
    first, _, last = " ".join(name.split()).rpartition(" ")
    names = {"first_name": first or last, "last_name": last if first else ""}
    model = get_user_model()
    known = {field.name for field in model._meta.get_fields()}
    if names.keys() <= known:
        model.objects.filter(pk=user.pk).update(**names)
