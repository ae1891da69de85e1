"""What lands in somebody's inbox, by mail: where there is a mail server, until they say no."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from .. import mail
from ..models import Notice
from ..store import inbox, profiles
from .authors import authors

SENTENCES: Mapping[str, str | Promise] = {
    "mention": gettext_lazy("%(name)s mentioned you in “%(title)s”"),
    "comment": gettext_lazy("%(name)s commented on “%(title)s”"),
    "reply": gettext_lazy("%(name)s replied in “%(title)s”"),
    "invited": gettext_lazy("%(name)s shared “%(title)s” with you"),
}
"""What a notice says, by its kind."""

_SALT = "collab.no-more-mails"


def send_after_commit(notices: Iterable[Notice]) -> None:
    """Send what has just been put into inboxes, once it is committed."""
    keys = [notice.pk for notice in notices]
    if keys and mail.is_on():
        transaction.on_commit(lambda: mail.later(_send, keys), robust=True)


def path_of(notice: Any) -> str:
    """Where the page shows what a notice is about."""
    place = f"#thread-{notice.thread_id}" if notice.thread_id else ""
    return f"{notice.document.get_absolute_url()}{place}"


def seal_of(user: AbstractBaseUser) -> str:
    """What in a link lets whoever has the mail refuse further ones."""
    return signing.dumps(user.pk, salt=_SALT)


def refuse_mails(seal: str) -> bool:
    """No more mails to whom the seal is for; whether it is one of ours."""
    try:
        user_pk = signing.loads(seal, salt=_SALT)
    except signing.BadSignature:
        return False
    profiles.refuse_mails(user_pk)
    return True


def _send(keys: list[int]) -> None:
    rows = Notice.objects.filter(pk__in=keys, read=None).select_related("user__collab_profile")
    for notice in rows.select_related("user__collab_profile", "document", "thread", "comment"):
        address = getattr(notice.user, notice.user.get_email_field_name(), "")
        chosen = profiles.of(notice.user)
        if address and chosen.mails and inbox.of(notice.user).filter(pk=notice.pk).exists():
            with translation.override(chosen.language or settings.LANGUAGE_CODE):
                _send_one(address, notice)


def _send_one(address: str, notice: Any) -> None:
    author = authors([notice.actor])[notice.actor]
    sentence = str(SENTENCES[notice.kind]) % {"name": author.name, "title": notice.document.title}
    # The first of the origins that forms are accepted from is the public one.
    site = settings.CSRF_TRUSTED_ORIGINS[0]
    stop = f"{site}{reverse('collab:no-more-mails', args=[seal_of(notice.user)])}"
    mail.send(
        address,
        "notice",
        {"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"},
        sentence=sentence,
        quote=notice.thread.quote if notice.thread else "",
        text=notice.comment.text if notice.comment else "",
        link=f"{site}{path_of(notice)}",
        stop=stop,
    )
