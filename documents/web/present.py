"""Who has the documents of the list open now, asked for every few seconds."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, JsonResponse
from django.template.loader import render_to_string
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from .. import presence
from ..store import roles
from .listing import PAGE_SIZE
from .people import Gathering, account_of


@require_safe
@never_cache
@login_required
def present(request: HttpRequest) -> JsonResponse:
    """For each `id` that the user may see and somebody has open, its avatars as HTML.

    One query and one look into the cache, however many are asked for.
    """
    asked = [UUID(text) for text in request.GET.getlist("id")[:PAGE_SIZE] if _is_id(text)]
    seen = roles.visible_to(account_of(request)).filter(pk__in=asked)
    here = presence.present(seen.values_list("pk", flat=True))
    return JsonResponse({str(pk): _shown(Gathering.of(people)) for pk, people in here.items()})


def _shown(gathering: Gathering) -> str:
    return render_to_string("collab_documents/gathering.html", {"gathering": gathering})


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
