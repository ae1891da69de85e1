"""The OpenAPI document, and a page that shows it under a strict content security policy."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.permissions import AllowAny

from . import problems
from .endpoint import Endpoint
from .throttles import SchemaThrottle

Path = tuple[str, str, str, Callable[..., Any]]


def only_ours(endpoints: list[Path]) -> list[Path]:
    """Leave the other APIs of the project out of the document."""
    return [found for found in endpoints if issubclass(getattr(found[3], "cls", object), Endpoint)]


class Schema(SpectacularAPIView):
    """What the API offers; the same for everybody."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    throttle_classes = (SchemaThrottle,)
    metadata_class = None
    custom_settings = {  # noqa: RUF012 (drf-spectacular says that it is an instance's)
        "PREPROCESSING_HOOKS": [f"{__name__}.only_ours"],
    }

    def get_exception_handler(self) -> Callable[[Exception, dict[str, Any]], HttpResponse]:
        """Errors are problem+json."""
        return problems.handle


class Docs(SpectacularSwaggerSplitView):
    """Swagger UI from this server: no inline script, nothing from elsewhere."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    metadata_class = None
    url_name = "collab-api:schema"
    template_name = "collab_documents/api/docs.html"
