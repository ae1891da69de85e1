"""The page where files become documents: a form that works without a script, and its answer."""

from itertools import islice
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from .. import services
from ..api.throttles import ImportThrottle
from ..services.imports import MAX_BYTES
from ..workers import ContentFailed
from .people import account_of

_MOST_NAMED = 5
"""Of the files that were not imported: a sentence for each of them, and then their number."""


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def import_files(request: HttpRequest) -> HttpResponse:
    """Make documents of the chosen files, and say on the list what became of them."""
    files: list[Any] = request.FILES.getlist("file")
    if request.method != "POST" or not files:
        return render(request, "collab_documents/import.html", {"most": MAX_BYTES >> 20})
    for file in files:
        if not _may_go_on(request):
            break
        _import(request, file)
    return redirect("collab:list")


def _may_go_on(request: HttpRequest) -> bool:
    throttle = ImportThrottle()
    view: Any = None
    if throttle.allow_request(request, view):  # type: ignore[arg-type] # asks for user and method
        return True
    messages.error(request, _("You have imported many files. Wait a minute before you go on."))
    return False


def _import(request: HttpRequest, file: Any) -> None:
    name = file.name or ""
    try:
        data = file.read(MAX_BYTES + 1)
        imported = services.import_file(name, data, owner=account_of(request))
    except (services.ImportRefused, ContentFailed) as refusal:
        said = _("“%(name)s” was not imported: %(reason)s")
        messages.error(request, said % {"name": name, "reason": refusal})
    else:
        _say(request, name, imported)


def _say(request: HttpRequest, name: str, imported: services.Imported) -> None:
    made, skipped = imported.documents, imported.skipped
    if len(made) == 1:
        messages.success(request, _("“%(title)s” was imported.") % {"title": made[0].title})
    elif made:
        said = ngettext(
            "%(count)s document was imported from “%(name)s”.",
            "%(count)s documents were imported from “%(name)s”.",
            len(made),
        )
        messages.success(request, said % {"count": len(made), "name": name})
    for one in islice(skipped, _MOST_NAMED):
        messages.error(request, f"{one.path}: {one.reason}")
    more = len(skipped) - _MOST_NAMED
    if more > 0:
        said = ngettext(
            "%(count)s other was not imported.", "%(count)s others were not imported.", more
        )
        messages.error(request, said % {"count": more})
