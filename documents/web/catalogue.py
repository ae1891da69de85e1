"""The words of the pages' scripts in another language."""

from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils import translation
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from django.views.i18n import JavaScriptCatalog

_view = JavaScriptCatalog.as_view(packages=["documents"])


@require_safe
@cache_control(public=True, max_age=3600)
def catalogue(request: HttpRequest, language: str) -> HttpResponseBase:
    """A script that defines Django's `gettext` for `language`, which the address names.

    So that it can be cached, whoever asks. English needs none: it is what the scripts are
    written in.
    """
    try:
        spoken = translation.get_supported_language_variant(language)
    except LookupError:
        raise Http404 from None
    with translation.override(spoken):
        return _view(request)
