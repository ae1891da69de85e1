"""The address at which browsers ask for a picture of a site, whatever its pages say."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

_DAY_SECONDS = 24 * 3600


@require_safe
@cache_control(public=True, max_age=_DAY_SECONDS)
def favicon(request: HttpRequest) -> HttpResponse:
    """Lead to the picture that pages name: its own address changes with what it shows."""
    return redirect(static("collab_documents/favicon.svg"))
