"""The inbox: what others want the user to see, latest first."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from ..presence import person_of
from ..services.authors import Author, authors
from ..services.notice_mails import SENTENCES, path_of
from ..store import inbox
from .people import Avatar, account_of, avatar_of

_PAGE_SIZE = 30
_LONGEST_TEXT = 280


@dataclass(frozen=True, slots=True)
class Item:
    """One notice, as the page shows it."""

    avatar: Avatar
    sentence: str
    text: str
    """What was said, shortened."""
    quote: str
    address: str
    when: datetime
    is_new: bool


@require_safe
@never_cache
@login_required
def notices(request: HttpRequest) -> HttpResponse:
    """What waits for the user and what they have seen, in pages."""
    page = Paginator(inbox.of(account_of(request)), _PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "account": avatar_of(request),
        "items": list(_items(list(page))),
        "asking": [_asking(waiting) for waiting in inbox.asking(account_of(request))],
    }
    return render(request, "collab_documents/inbox.html", context)


@require_POST
@login_required
def read_all(request: HttpRequest) -> HttpResponse:
    """The user has seen everything."""
    inbox.mark_read(account_of(request))
    return redirect("collab:inbox")


def _asking(waiting: Any) -> Item:
    """Somebody who asks for access: the page where it is granted opens the dialog by `#share`."""
    person = person_of(waiting.user)
    words = {"name": person["name"], "title": waiting.document.title}
    return Item(
        avatar=Avatar.of(person),
        sentence=_("%(name)s asks for access to “%(title)s”") % words,
        text=waiting.message,
        quote="",
        address=f"{waiting.document.get_absolute_url()}#share",
        when=waiting.created,
        is_new=True,
    )


def _items(found: list[Any]) -> Iterable[Item]:
    people = authors(notice.actor for notice in found)
    for notice in found:
        yield _item(notice, people[notice.actor])


def _item(notice: Any, author: Author) -> Item:
    sentence = SENTENCES.get(notice.kind) or _("News about “%(title)s”")
    words = {"name": author.name, "title": notice.document.title}
    said = notice.comment.text if notice.comment else ""
    return Item(
        avatar=Avatar.of({"name": author.name, "color": author.color}),
        sentence=str(sentence) % words,
        text=said if len(said) <= _LONGEST_TEXT else f"{said[:_LONGEST_TEXT]}…",
        quote=notice.thread.quote if notice.thread else "",
        address=path_of(notice),
        when=notice.created,
        is_new=notice.read is None,
    )
