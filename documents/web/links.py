"""`/links/`: what the user's documents are open by, all of it at one place, to be closed."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from .. import services
from ..access import Reach, Role
from ..store import links, roles
from ..store.actors import name_of
from ..store.errors import LinkNotFound
from .notes import notes
from .people import account_of, avatar_of

_PAGE_SIZE = 30
_MOST_NAMES = 6

WHAT_IT_LETS_DO: dict[str, str | Promise] = {
    Role.EDITOR: gettext_lazy("Can edit"),
    Role.COMMENTER: gettext_lazy("Can comment"),
    Role.READER: gettext_lazy("Can view"),
}
WHOM_IT_LETS_IN: dict[str, str | Promise] = {
    Reach.SIGNED_IN: gettext_lazy("Everybody with an account"),
    Reach.ANYONE: gettext_lazy("Anyone who knows the address"),
}


@dataclass(frozen=True, slots=True)
class Item:
    """One link, as the page shows it."""

    link: Any
    what: str | Promise
    visitors: list[str]
    more: int
    """How many came in by it besides."""
    is_over: bool


@require_safe
@never_cache
@login_required
def own_links(request: HttpRequest) -> HttpResponse:
    """Links to documents that the user may share, latest first, and documents open by address."""
    user = account_of(request)
    page = Paginator(_found(user), _PAGE_SIZE).get_page(request.GET.get("page"))
    opened = roles.owned_by(user).exclude(link_reach=Reach.RESTRICTED).defer("text", "metadata")
    context = {
        "page": page,
        "items": [_item(link) for link in page],
        "opened": list(_opened(opened)),
        "notes": notes(request),
        "account": avatar_of(request),
    }
    return render(request, "collab_documents/links.html", context)


@require_POST
@login_required
def revoke(request: HttpRequest, link_id: int) -> HttpResponse:
    """End a link; of somebody else's document the answer is that there is none."""
    link = get_object_or_404(_found(account_of(request)), pk=link_id)
    try:
        services.revoke_link(link.document, link.pk, actor=account_of(request))
    except LinkNotFound:
        raise Http404 from None
    messages.success(request, _("The link opens nothing any more."))
    return redirect("collab:links")


def _found(user: Any) -> QuerySet[links.ShareLink]:
    return links.shown(roles.owned_by(user)).order_by("-pk")


def _item(link: Any) -> Item:
    names = [name_of(visit.guest or visit.user) for visit in link.visits.all()]
    return Item(
        link=link,
        what=WHAT_IT_LETS_DO[link.role],
        visitors=names[:_MOST_NAMES],
        more=max(0, len(names) - _MOST_NAMES),
        is_over=link.expires is not None and link.expires <= timezone.now(),
    )


def _opened(documents: QuerySet[Any]) -> Iterable[dict[str, Any]]:
    for document in documents.order_by("title"):
        yield {
            "document": document,
            "whom": WHOM_IT_LETS_IN[document.link_reach],
            "what": WHAT_IT_LETS_DO[document.link_role],
        }
