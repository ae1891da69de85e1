"""`manage.py collab_token`: a bearer token for a script."""

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.management import BaseCommand, CommandError
from django.core.management.base import CommandParser

from ... import tokens


class Command(BaseCommand):
    """Prints the token alone, so that a script can capture it."""

    help = "Make an API token for a user and print it; it cannot be shown again."

    def add_arguments(self, parser: CommandParser) -> None:
        """Whose token, and what it may do."""
        parser.add_argument("username")
        parser.add_argument(
            "--create-user", action="store_true", help="make the user, who then cannot log in"
        )
        parser.add_argument("--name", default="command line", help="what its owner sees it as")
        parser.add_argument(
            "--scope",
            action="append",
            choices=[scope.value for scope in tokens.Scope],
            help="what it may do (default: read and write; repeatable)",
        )

    def handle(
        self, *args: Any, username: str, create_user: bool, name: str, **options: Any
    ) -> None:
        """Issue the token."""
        user = _user(username, create=create_user)
        scopes = options["scope"] or [tokens.Scope.READ, tokens.Scope.WRITE]
        _, secret = tokens.issue(user, name, scopes)
        self.stdout.write(secret)


def _user(username: str, *, create: bool) -> AbstractBaseUser:
    model = get_user_model()
    try:
        return model.objects.get_by_natural_key(username)
    except model.DoesNotExist:
        if not create:
            raise CommandError(
                f"There is no user {username!r}: add --create-user to make it."
            ) from None
    return model.objects.create_user(username)
