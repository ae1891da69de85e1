"""Mail as tests read it: sent at once, instead of in the background."""

import re
from collections.abc import Iterator

import pytest
from django.core import mail as django_mail
from django.core.mail import EmailMessage

from documents import mail

_LINK = re.compile(r"https?://[^/\s]+(/\S+)")


@pytest.fixture
def outbox(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[EmailMessage]]:
    """Everything that was sent."""
    monkeypatch.setattr(mail, "later", lambda work, *args, **kwargs: work(*args, **kwargs))
    yield django_mail.outbox
    django_mail.outbox.clear()


def link_in(message: EmailMessage) -> str:
    """The path of the first link."""
    found = _LINK.search(str(message.body))
    assert found is not None
    return found.group(1)
