"""Mail, sent in the background.

No answer waits for a mail server, and none tells by the time it takes whether somebody has an
account: whatever has to be looked up for a mail is looked up there, too.
"""

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import BoundedSemaphore
from typing import ParamSpec

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import connections
from django.template.loader import render_to_string
from django.utils import translation

P = ParamSpec("P")

logger = logging.getLogger(__name__)

_NONE = "django.core.mail.backends.dummy.EmailBackend"
_MOST_WAITING = 1000
"""Mails that wait for a slow server; more are not sent, and the log says so."""

_sender = ThreadPoolExecutor(1, "collab mail")
_room = BoundedSemaphore(_MOST_WAITING)


def is_on() -> bool:
    """Whether there is a mail server."""
    return str(settings.EMAIL_BACKEND) != _NONE


def later(work: Callable[P, object], *args: P.args, **kwargs: P.kwargs) -> None:
    """Do something that sends mail in the background, in the language of now.

    What the process was told to do before it ends is done. A failure is logged.
    """
    if not _room.acquire(blocking=False):
        logger.error("A mail was not sent: too many wait for the mail server.")
        return
    _sender.submit(_run, translation.get_language(), partial(work, *args, **kwargs))


def _run(language: str | None, work: Callable[[], object]) -> None:
    try:
        with translation.override(language):
            work()
    except Exception:
        logger.exception("A mail was not sent.")
    finally:
        connections.close_all()
        _room.release()


def send(to: str, name: str, headers: dict[str, str] | None = None, **words: object) -> None:
    """Send one mail: the template's first line is the subject, the rest is the text.

    Raises `OSError` (which SMTP's errors are) if the server does not take it.
    """
    text = render_to_string(f"collab_documents/mail/{name}.txt", words)
    subject, _, body = text.partition("\n")
    EmailMessage(" ".join(subject.split()), body.strip() + "\n", to=[to], headers=headers).send()
