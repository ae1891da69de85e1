from io import StringIO

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

from documents import tokens

pytestmark = pytest.mark.django_db


def printed(*arguments: str) -> str:
    out = StringIO()
    call_command("collab_token", *arguments, stdout=out)
    return out.getvalue()


def test_the_token_alone_is_printed() -> None:
    User.objects.create_user("ann")
    assert printed("ann").strip().startswith(tokens.MARK)
    assert printed("ann").count("\n") == 1


def test_an_unknown_user_is_refused() -> None:
    with pytest.raises(CommandError, match="There is no user 'ann'"):
        printed("ann")


def test_a_made_user_cannot_log_in_with_a_password() -> None:
    printed("ann", "--create-user")
    assert not User.objects.get(username="ann").has_usable_password()


def test_making_a_user_twice_makes_one() -> None:
    printed("ann", "--create-user")
    printed("ann", "--create-user")
    assert User.objects.count() == 1


def test_a_token_reads_and_writes_unless_told_otherwise() -> None:
    printed("ann", "--create-user")
    printed("ann", "--scope", "read", "--name", "backup")
    user = User.objects.get(username="ann")
    first, second = user.apitoken_set.order_by("pk")
    assert (first.scopes, first.name) == (["read", "write"], "command line")
    assert (second.scopes, second.name) == (["read"], "backup")
