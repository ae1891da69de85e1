"""Whose account it is that somebody from the identity provider goes on with.

The operator trusts the provider's word on whose a confirmed mail address is; and an address in our
accounts was confirmed by its owner or written by the operator, so that nobody waits in an account
for somebody else to come.
"""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser


class Adapter(DefaultSocialAccountAdapter):
    """What django-allauth asks about people who come from the provider."""

    def authenticate_by_email(self, sociallogin: Any) -> tuple[AbstractBaseUser, str] | None:
        """The one account with a mail address that the provider calls confirmed.

        It is noted as confirmed here as well, or the account would lose its password.
        """
        for address in sociallogin.email_addresses:
            users = list(_holders(address.email)) if address.verified else []
            if len(users) == 1:
                confirmed = {"verified": True, "primary": True}
                email = address.email.lower()
                EmailAddress.objects.update_or_create(confirmed, user=users[0], email=email)
                return users[0], address.email
        return None


def _holders(address: str) -> Any:
    users = get_user_model()
    field = users.get_email_field_name()
    return users.objects.filter(**{f"{field}__iexact": address}, is_active=True)[:2]
